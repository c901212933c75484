"""Words that come twice are put beside each other, what only looks like it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.insight.language import Encoder, Pieces, encoder
from tests.twice.edits import EDITS
from tests.twice.judged import NEGATED, judge

# All texts are judged for docs/understanding.md; of every so many a test tells in seconds.
EVERY = 12
WORST = 0.6


@pytest.mark.parametrize("coder", [encoder, Pieces], ids=["model", "pieces"])
def test_edited_copies_are_found_and_nothing_else(
    tmp_path: Path, coder: Callable[[], Encoder]
) -> None:
    found = judge(tmp_path, coder, EVERY)
    assert found.recall >= 0.95
    assert min(found.copies[kind].part for kind in EDITS) >= WORST
    assert found.unrelated.part <= 0.01
    assert found.joined <= 0.05
    assert found.apart[NEGATED].part <= 0.01
