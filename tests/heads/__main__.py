"""`make heads`: train what is shipped, judge it, and write both down."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.insight.heads import packed
from bot.insight.language import Sentences
from bot.insight.learnt import SHIPPED
from bot.runtime.schooling import trained
from skills.feedback.lessons import SEED, seed
from tests.heads.page import write

DOCS = Path(__file__).parents[2] / "docs" / "understanding.md"


def main(page: Path) -> None:
    """Train the heads of customers' words, and write how good they are into a page."""
    coder = Sentences()
    lessons = list(seed())
    heads = trained(coder, lessons)
    path = SEED.parent / SHIPPED / f"{coder.name}.npz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(packed(heads))
    write(page, coder, lessons)


main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)
