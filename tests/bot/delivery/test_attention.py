"""Attention: nobody is spoken to unasked more often in a week than the company allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot import Skill, weekly
from bot.delivery.planner import STALE
from bot.delivery.sheaf import Sheaf
from bot.delivery.tables import delivery, occurrence
from bot.people import Role
from bot.runtime.platform import DeliveryError
from bot.testing import Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import deliveries, occurrences, states

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def every_day(**more: Any) -> Skill:
    """A skill that would speak to everybody on each working day; `friday` is what is different."""
    skill = Skill("toy", home=toy.HOME)
    for day in DAYS:
        different = more if day == "friday" else {}
        nudge: Any = skill.nudge(day, weekly(day, at="15:00"), audience=toy.everybody, **different)
        nudge(partial(_words, day))
    return skill


def _words(day: str, person: Any) -> Any:
    return toy.ping(person)


def whole_week(team: Team) -> None:
    for day in range(23, 28):
        team.tick(f"2026-11-{day} 15:00")


def days_of(team: Team, bob: Member) -> list[str]:
    """On which days they were spoken to."""
    rows = [row for row in deliveries(team) if row.state == "sent"]
    return [row.kind.removeprefix("toy.") for row in rows if row.person_id == bob.person.id]


def test_three_times_a_week_and_no_more(team_of: Callable[..., Team]) -> None:
    team = team_of(every_day())
    bob = team.member("Bob")
    whole_week(team)
    assert days_of(team, bob) == ["monday", "tuesday", "wednesday"]
    team.tick("2026-11-30 15:00")
    assert days_of(team, bob)[3:] == ["monday"]


def test_the_company_says_how_often(team_of: Callable[..., Team]) -> None:
    team = team_of(every_day(), attention={"a_week": 1})
    bob = team.member("Bob")
    whole_week(team)
    assert days_of(team, bob) == ["monday"]


def test_what_is_more_important_finds_room(team_of: Callable[..., Team]) -> None:
    team = team_of(every_day(priority=1))
    bob = team.member("Bob")
    whole_week(team)
    assert days_of(team, bob) == ["monday", "tuesday", "friday"]


def test_what_people_asked_for_does_not_count(team_of: Callable[..., Team]) -> None:
    team = team_of(every_day(counts=False))
    bob = team.member("Bob")
    whole_week(team)
    assert days_of(team, bob) == ["monday", "tuesday", "wednesday", "friday"]


def test_what_reached_nobody_does_not_count(team_of: Callable[..., Team]) -> None:
    team = team_of(every_day())
    bob = team.member("Bob")
    team.platform.refusals.append(DeliveryError("user_disabled", final=True))
    whole_week(team)
    assert days_of(team, bob) == ["tuesday", "wednesday", "thursday"]


def test_it_is_looked_at_again_when_it_leaves(team_of: Callable[..., Team]) -> None:
    team = team_of(every_day(), attention={"a_week": 2})
    bob = team.member("Bob")
    team.tick("2026-11-23 15:00")
    team.platform.refusals.append(DeliveryError("internal_error"))
    team.tick("2026-11-24 15:00")
    # As if two processes had planned at the same moment, neither seeing what the other did.
    [waits] = [row for row in deliveries(team) if row.state == "pending"]
    before = {**waits._asdict(), "id": waits.id.__class__(int=1), "state": "sent"}
    team.app.database.write_now(
        lambda db: db.execute(
            sa.insert(delivery).values({**before, "made": waits.made - timedelta(seconds=1)})
        )
    )
    team.tick("2026-11-24 16:00")
    assert (waits.id in {row.id for row in deliveries(team)}, len(bob.inbox)) == (True, 1)
    [after] = [row for row in deliveries(team) if row.id == waits.id]
    assert (after.state, after.error) == ("cancelled", "enough this week")


def test_how_many_were_spared_is_kept(team_of: Callable[..., Team]) -> None:
    team = team_of(every_day(), attention={"a_week": 1})
    team.member("Bob")
    team.member("Ann")
    whole_week(team)
    rows = team.app.database.read_now(
        lambda db: db.execute(sa.select(occurrence).order_by(occurrence.c.local_date)).all()
    )
    assert [(row.people, row.spared) for row in rows] == [(2, 0), *[(0, 2)] * 4]


def test_of_two_at_the_same_time_the_more_important_goes(team_of: Callable[..., Team]) -> None:
    skill = Skill("toy", home=toy.HOME)
    for name, priority in (("a", 0), ("b", 2), ("c", 1)):
        when = weekly("friday", at="15:00")
        skill.nudge(name, when, audience=toy.everybody, priority=priority)(partial(_words, name))
    team = team_of(skill, attention={"a_week": 2})
    bob = team.member("Bob")
    team.tick("2026-11-27 15:00")
    assert sorted(days_of(team, bob)) == ["b", "c"]


def test_planning_that_was_broken_off_is_gone_on_with(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    people = [team.member(f"P{n}") for n in range(3)]
    team.now = team.moment("2026-11-27 15:00")
    planning, [due] = team.app.planning, team.app.database.read_now(team.app.planner.due)
    claimed = team.app.database.write_now(partial(planning._claim, due=due, force=False))
    assert claimed.state == "planning"
    team.app.database.write_now(
        lambda db: db.execute(sa.update(occurrence).values(cursor=people[0].person.id))
    )
    team.tick(STALE - timedelta(seconds=1))
    assert states(team) == []
    team.tick(timedelta(seconds=1))
    assert [len(one.inbox) for one in people] == [0, 1, 1]
    assert set(occurrences(team).values()) == {"planned"}


def test_a_company_is_looked_up_a_page_at_a_time(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.planning.PAGE", 3)
    monkeypatch.setattr("bot.delivery.planning.CHUNK", 2)
    nudges = {"a": weekly("friday", at="14:00"), "b": weekly("friday", at="15:00")}
    team = team_of(toy.on_schedule(nudges=nudges), attention={"a_week": 1})
    later = [team.member(f"Later {n}", zone="Pacific/Auckland") for n in range(2)]
    people = [team.member(f"P{n}") for n in range(7)]
    team.tick("2026-11-27 14:00")
    assert [len(one.inbox) for one in people] == [1] * 7
    # A page of which nobody is left is not the last.
    more = [team.member(f"Q{n}") for n in range(4)]
    team.tick("2026-11-27 15:00")
    assert [len(one.inbox) for one in [*people, *more]] == [1] * 11
    assert [len(one.inbox) for one in later] == [0, 0]
    ended = sa.select(occurrence.c.schedule, occurrence.c.people, occurrence.c.spared)
    rows = team.app.database.read_now(
        lambda db: db.execute(ended.where(occurrence.c.cohort == "Europe/Rome")).all()
    )
    assert {tuple(row) for row in rows} == {("toy.a", 7, 0), ("toy.b", 4, 7)}


def test_who_is_no_longer_needed_stops(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    team.member("Bob")
    team.now = team.moment("2026-11-27 15:00")
    planning, [due] = team.app.planning, team.app.database.read_now(team.app.planner.due)
    team.app.database.write_now(partial(planning._claim, due=due, force=False))
    sheaf = Sheaf(1, 1, "[]")
    lost = team.app.database.write_now(partial(planning._keep, due=due, sheaf=sheaf, before=77))
    assert not lost


def test_the_manager_is_told_once_what_was_skipped(team_of: Callable[..., Team]) -> None:
    nudges = {"ping": weekly("friday", at="15:00")}
    team = team_of(toy.on_schedule(nudges=nudges, digest=weekly("thursday", at="09:00")))
    marco = team.member("Marco", role=Role.CM)
    team.member("Pia", zone="Pacific/Auckland")
    team.tick("2026-11-28 10:00")
    team.tick("2026-11-28 14:00")
    [word] = marco.inbox
    assert word.text.splitlines()[0] == (
        "These were left out, because Piazza was not running when they were due:"
    )
    assert "toy.digest, 26 November" in word.text
    assert word.text.count("toy.ping") == 1
    assert "missed" not in set(occurrences(team).values())


def test_the_manager_is_told_of_what_was_begun_in_time_and_broken_off(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    marco = team.member("Marco", role=Role.CM)
    team.now = team.moment("2026-11-27 15:00")
    [due] = team.app.database.read_now(team.app.planner.due)
    team.app.database.write_now(partial(team.app.planning._claim, due=due, force=False))
    # Another process finds nothing that is due; then both end.
    team.tick(timedelta(seconds=5))
    team.tick("2026-11-27 21:00")
    [word] = marco.inbox
    assert "toy.ping, 27 November" in word.text
