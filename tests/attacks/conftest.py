"""A team that is asked in confidence, and somebody who looks on; logs at DEBUG."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import Role
from bot.runtime import logs
from bot.testing import Member, Team
from tests.attacks import ballot_skill
from tests.attacks.seen import Onlooker


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    with Team([ballot_skill.skill], database_url=database_url) as team:
        yield team


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def onlooker(team: Team, capsys: pytest.CaptureFixture[str]) -> Iterator[Onlooker]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    cm = team.member("Cora", role=Role.CM)
    logs.configure(stream_is_terminal=False, level=logging.DEBUG)
    yield Onlooker(team, cm, capsys)
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("piazza").setLevel(logging.NOTSET)
