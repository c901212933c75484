"""The three worlds in which every story of the contract is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.slack_world.program import find_program as find_slack
from tests.teams_world.program import find_program as find_teams

from . import on_desk, on_slack, on_teams
from .world import World

WORLDS: Mapping[str, Callable[[Path], AbstractContextManager[World]]] = {
    "desk": on_desk.opened,
    "slack": on_slack.opened,
    "teams": on_teams.opened,
}
PROGRAMS: Mapping[str, Callable[[], Path | None]] = {"slack": find_slack, "teams": find_teams}


@pytest.fixture(scope="module", params=list(WORLDS))
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A company, opened once for all stories; where its program is missing they are skipped."""
    name = str(request.param)
    missing = name in PROGRAMS and PROGRAMS[name]() is None
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"the local {name.title()} is not installed: run `make npm`")
    with WORLDS[name](tmp_path_factory.mktemp(name)) as world:
        yield world


@pytest.fixture
def office(opened: World) -> World:
    """A company in which nothing has been said yet in this story."""
    opened.begins()
    return opened
