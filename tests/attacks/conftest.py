"""A team that is asked in confidence, and somebody who looks on; logs at DEBUG."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import Role
from bot.testing import Member, Team
from tests.attacks import ballot_skill
from tests.attacks.listening import Listening, loud
from tests.attacks.seen import Onlooker
from tests.attacks.topics import TOPICS, Topic


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
    with loud():
        yield Onlooker(team, cm, capsys)


@pytest.fixture
def listening(capsys: pytest.CaptureFixture[str]) -> Iterator[Listening]:
    with loud():
        yield Listening(capsys)


@pytest.fixture(params=TOPICS)
def topic(request: pytest.FixtureRequest) -> type[Topic]:
    """What people are asked."""
    found: type[Topic] = request.param
    return found
