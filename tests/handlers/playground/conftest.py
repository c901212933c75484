"""What the playground's stories share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.handlers.playground.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A company of a handful of people, just opened."""
    with World(tmp_path) as one:
        yield one
