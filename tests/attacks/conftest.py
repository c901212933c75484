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
def cm(team: Team) -> Member:
    """Whoever asks everybody, and now looks on."""
    member = team.member("Cora", role=Role.CM)
    member.types("/ballot open")
    return member


@pytest.fixture
def bob(team: Team, cm: Member) -> Member:
    return team.member("Bob")


@pytest.fixture
def onlooker(team: Team, cm: Member, capsys: pytest.CaptureFixture[str]) -> Iterator[Onlooker]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(stream_is_terminal=False, level=logging.DEBUG)
    yield Onlooker(team, cm, capsys)
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("piazza").setLevel(logging.NOTSET)
