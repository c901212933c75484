"""A nudge that is about somebody: to whom it goes, how often, and with which other one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from bot import BotError, Card, Period, Person, SetupError, Skill, members, t, weekly
from bot.delivery.tables import delivery
from bot.directory.tables import person
from bot.runtime.house import House
from bot.skill import wants
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import states

MONDAY = weekly("monday", at="09:00")
FRIDAY = weekly("friday", at="15:00")


def beside(_db: Session, _week: Period) -> Select[int, int]:
    """Everybody with whoever comes next in the directory."""
    other = aliased(person)
    after = select(sa.func.min(other.c.id)).where(other.c.id > person.c.id).scalar_subquery()
    return select(person.c.id, after).where(after.is_not(None), after.in_(members()))


def three(_db: Session, _week: Period) -> Any:
    return select(person.c.id, person.c.id, person.c.id)


def about(somebody: Person, other: Person) -> Card:
    return Card(t("said", who=somebody, words=other.name))


def nudging(**more: object) -> Skill:
    """A skill with a nudge on Monday that is about somebody, and one on Friday that is not."""
    made = Skill("toy", home=toy.HOME)
    made.nudge("beside", MONDAY, audience=beside, **more)(about)  # type: ignore[call-overload]
    made.nudge("ping", FRIDAY, audience=toy.everybody, unless=["beside"])(toy.ping)
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(nudging(every=2, unless=["ping"]))


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann")


@pytest.fixture
def bob(team: Team, ann: Member) -> Member:
    return team.member("Bob")


def read(member: Member) -> list[str]:
    return [one.text for one in member.inbox]


def test_it_names_the_other_one(team: Team, ann: Member, bob: Member) -> None:
    team.tick("2026-11-23 09:00")
    assert read(ann) == ["Ann: Bob"]
    assert read(bob) == []


def test_it_comes_every_other_week_and_the_other_nudge_in_between(
    team: Team, ann: Member, bob: Member
) -> None:
    came: list[str] = []
    for week in range(4):
        for day in ("2026-11-23 09:00", "2026-11-27 15:00"):
            team.tick(team.moment(day) + timedelta(weeks=week) - team.now)
            came += read(ann)[len(came) :]
    assert came == ["Ann: Bob", "Ping, Ann!"] * 2
    assert read(bob) == ["Ping, Bob!"] * 4


def test_a_week_away_from_it_counts_for_nothing_else(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(nudging())
    ann, _ = team.member("Ann"), team.member("Bob")
    for week in range(3):
        team.tick(team.moment("2026-11-23 09:00") + timedelta(weeks=week) - team.now)
    assert read(ann) == ["Ann: Bob"] * 3


def test_it_is_not_sent_about_whom_it_is_no_longer_true_of(
    team: Team, ann: Member, bob: Member
) -> None:
    team.now = team.moment("2026-11-23 09:00")
    plan(team)
    team.run(team.app.registry.remember(WORKSPACE, [replace(bob.profile, active=False)]))
    team.tick("2026-11-23 09:01")
    assert (read(ann), states(team)) == ([], ["cancelled"])


def test_of_whom_was_forgotten_no_trace_waits_in_the_outbox(
    team: Team, ann: Member, bob: Member
) -> None:
    team.now = team.moment("2026-11-23 09:00")
    plan(team)
    who = bob.person
    team.app.database.write_now(lambda db: team.app.house.forget(db, who, team.now))
    rows = team.app.database.read_now(lambda db: db.execute(select(delivery.c.params)).all())
    assert rows == []
    team.tick("2026-11-23 09:01")
    assert read(ann) == []


def plan(team: Team) -> None:
    team.run(team.app.rounds.plan())


def test_an_audience_of_three_is_a_mistake_that_is_told(team_of: Callable[..., Team]) -> None:
    made = Skill("toy", home=toy.HOME)
    made.nudge("beside", MONDAY, audience=three)(about)  # type: ignore[no-untyped-call]
    team = team_of(made)
    team.member("Ann")
    with pytest.raises(BotError, match="selects a person's id, or two people's"):
        team.tick("2026-11-23 09:00")


# ---- What reports and what knows somebody may ask for ----


def test_who_asks_for_something_else_is_told_where_it_is_declared() -> None:
    made = Skill("toy", home=toy.HOME)

    def report(_db: Session, _period: Period, weather: str) -> None:
        raise AssertionError(weather)

    with pytest.raises(SetupError, match="'weather' is neither 'settings' nor 'now'"):
        made.report(report)
    assert wants(lambda _db, _person, now: now) == {"now"}


def test_they_are_given_what_they_ask_for(team: Team) -> None:
    house: House = team.app.house
    [skill] = house.skills

    def told(_db: Session, what: str, *, settings: object, now: object) -> list[object]:
        return [what, settings, now]

    found = team.app.database.read_now(lambda db: house.told(told, skill, db, "this", team.now))
    assert found == ["this", house.settings("toy"), team.now]
