"""What the stories of Teams share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.handlers.teams.world import World
from tests.teams_world import BOB


@pytest.fixture
def world(tmp_path: Path, database_url: str | None) -> Iterator[World]:
    """A company on Teams, on each database."""
    with World(tmp_path, database_url=database_url) as one:
        yield one
        assert one.teams.faults == []


@pytest.fixture
def office(world: World) -> World:
    """A team that has the app, in which Bob has it for himself, too."""
    world.joins()
    world.installs(BOB)
    return world
