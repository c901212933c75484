"""A nudge whose words need a look into the database: one look, for all of a chunk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Card, Chat, Period, Person, Role, Skill, t, weekly
from bot.directory.tables import person
from bot.testing import Team
from tests.bot import toy

LOOKS: list[Period] = []


def how_many(db: Session, week: Period) -> int:
    """How many people there are."""
    LOOKS.append(week)
    return db.scalar(select(func.count()).select_from(person)) or 0


def fails(_db: Session, _week: Period) -> int:
    raise ValueError("no such thing")


def said(somebody: Person, count: int) -> Card:
    """How many there are."""
    return Card(t("said", who=somebody, words=f"of {count}"))


def nudging(given: Callable[[Session, Period], int] = how_many) -> Skill:
    """A skill that tells everybody how many there are, on Monday, or when the manager wants it."""
    made = Skill("toy", home=toy.HOME)
    made.nudge("count", weekly("monday", at="15:00"), audience=toy.everybody, given=given)(said)

    @made.command("toy", only=Role.CM)
    def now(chat: Chat) -> None:
        chat.nudge("count")
        chat.whisper(t("said", who=chat.person, words="now"))

    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def test_it_is_looked_up_once_for_all(team_of: Callable[..., Team]) -> None:
    team = team_of(nudging())
    ann, bob = team.member("Ann"), team.member("Bob")
    LOOKS.clear()
    team.tick("2026-11-23 15:00")
    assert [one.inbox[0].text for one in (ann, bob)] == ["Ann: of 2", "Bob: of 2"]
    [week] = LOOKS
    assert week.first.isoformat() == "2026-11-23"


def test_sent_by_hand_it_does_not_come_again_on_that_day(team_of: Callable[..., Team]) -> None:
    team = team_of(nudging())
    ann, bob = team.member("Ann", role=Role.CM), team.member("Bob")
    ann.types("/toy")
    team.tick("2026-11-23 09:00")
    assert [len(one.inbox) for one in (ann, bob)] == [1, 1]
    team.tick("2026-11-23 16:00")
    assert [len(one.inbox) for one in (ann, bob)] == [1, 1]
    team.tick("2026-11-30 16:00")
    assert [len(one.inbox) for one in (ann, bob)] == [2, 2]


def test_where_it_cannot_be_looked_up_nothing_else_is_held_up(team_of: Callable[..., Team]) -> None:
    broken = nudging(fails)
    broken.nudge("ping", weekly("monday", at="15:00"), audience=toy.everybody)(toy.ping)
    team = team_of(broken, strict=False)
    ann = team.member("Ann")
    team.tick("2026-11-23 15:30")
    [only] = ann.inbox
    assert "of" not in only.text
