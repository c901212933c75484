"""What is foretold comes: to those and no others; and whoever it leaves out is told why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot import Period, Skill, daily, weekly
from bot.delivery.foretelling import Fate, Foretelling
from bot.delivery.planner import Due
from bot.delivery.schedule import DAYS, Schedule
from bot.directory.wishes import choose, do_without
from bot.runtime.sections import ScheduleChange
from bot.testing import Member, Team
from tests.bot import toy
from tests.bot.delivery.foretold import fate
from tests.bot.delivery.rows import deliveries

FIRST = date(2026, 11, 23)
ROME = ZoneInfo("Europe/Rome")
TIMES = time(9), time(15)
ASK, PING = "toy.ask", "toy.ping"


def nudging(**more: Any) -> Skill:
    """A skill that asks something on Wednesday, and on Friday whom it did not ask on Wednesday."""
    made = Skill("toy", home=toy.HOME)
    ask: Any = made.nudge("ask", weekly("wednesday", at="11:00"), audience=toy.everybody, **more)
    ask(toy.ping)
    made.nudge("ping", weekly("friday", at="15:00"), audience=toy.everybody, unless=["ask"])(
        toy.ping
    )
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(nudging(every=2))


@pytest.fixture
def bob(team: Team) -> Member:
    team.now = team.moment("2026-11-23 08:00")
    return team.member("Bob")


def chooses(team: Team, who: Member, **wishes: Any) -> None:
    team.app.database.write_now(lambda db: choose(db.connection(), who.person.id, **wishes))


def stops(team: Team, who: Member, key: str) -> None:
    team.app.database.write_now(lambda db: do_without(db.connection(), who.person.id, key))


def test_who_is_asked_before_is_not_asked_again_in_that_week(team: Team, bob: Member) -> None:
    assert fate(team, bob, ASK) == Fate("asked", team.moment("2026-11-25 11:00"))
    assert fate(team, bob, PING) == Fate("before", other=ASK)
    team.tick("2026-11-25 11:00")
    assert fate(team, bob, PING) == Fate("already", other=ASK)
    assert fate(team, bob, ASK) == Fate("again")
    team.tick("2026-11-27 15:00")
    assert fate(team, bob, PING) == Fate("asked", team.moment("2026-12-04 15:00"))


def test_who_will_not_be_asked_before_is_asked(team: Team, bob: Member) -> None:
    stops(team, bob, ASK)
    assert fate(team, bob, ASK) == Fate("stopped")
    assert fate(team, bob, PING) == Fate("asked", team.moment("2026-11-27 15:00"))


def test_who_rests_is_not_asked_and_one_day_later_is(team: Team, bob: Member) -> None:
    stops(team, bob, ASK)
    chooses(team, bob, snoozed_until=date(2026, 11, 27))
    assert fate(team, bob, PING) == Fate("resting", day=date(2026, 11, 27))
    chooses(team, bob, snoozed_until=date(2026, 11, 26))
    assert fate(team, bob, PING).word == "asked"


def test_quiet_hours_put_it_off_or_take_its_place(team: Team, bob: Member) -> None:
    chooses(team, bob, quiet_from=10, quiet_until=15)
    assert fate(team, bob, ASK) == Fate("later", team.moment("2026-11-25 15:00"))
    chooses(team, bob, quiet_from=10, quiet_until=16)
    assert fate(team, bob, ASK) == Fate("quiet")
    # What never came to him does not stand in the way of what comes next.
    assert fate(team, bob, PING) == Fate("later", team.moment("2026-11-27 16:00"))


def nobody(db: Session, week: Period) -> Select[int]:
    """An audience that is empty."""
    return toy.everybody(db, week).where(sa.false())


def test_what_is_for_others_is_not_for_him(team_of: Callable[..., Team]) -> None:
    made = Skill("toy", home=toy.HOME)
    made.nudge("ping", daily(at="15:00"), audience=nobody)(toy.ping)
    team = team_of(made)
    assert fate(team, team.member("Bob"), PING) == Fate("not_now")


def test_a_nudge_that_is_paused_stands_in_nobodys_way(team_of: Callable[..., Team]) -> None:
    team = team_of(nudging(), schedules={ASK: ScheduleChange(paused=True)})
    assert fate(team, team.member("Bob"), PING).word == "asked"


def test_what_falls_on_closed_days_stands_in_nobodys_way(team_of: Callable[..., Team]) -> None:
    team = team_of(nudging(every=2), company={"closures": [date(2026, 11, 25)]})
    assert fate(team, team.member("Bob"), PING).word == "asked"


def test_what_comes_several_times_before_stands_in_the_way_of_the_last(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(nudging(), company={"closures": [date(2026, 11, 27)]})
    assert fate(team, team.member("Bob"), PING) == Fate("before", other=ASK)


hours = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda one: one[0] != one[1])
days = st.sets(st.sampled_from(DAYS), min_size=1, max_size=3)
plans = st.tuples(days, st.sampled_from(TIMES), st.integers(1, 3))


@given(
    asks=st.lists(plans, min_size=2, max_size=3),
    instead=st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2))),
    closed=st.sets(st.integers(0, 14), max_size=5),
    quiet=st.lists(st.none() | hours, min_size=3, max_size=3),
    rest=st.none() | st.integers(0, 9),
    without=st.none() | st.integers(0, 1),
    start=st.integers(0, 8),
)
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
def test_what_is_foretold_is_what_comes(
    asks: Sequence[tuple[set[str], time, int]],
    instead: set[tuple[int, int]],
    closed: set[int],
    quiet: Sequence[tuple[int, int] | None],
    rest: int | None,
    without: int | None,
    start: int,
) -> None:
    made = Skill("toy", home=toy.HOME)
    for number, (on, at, every) in enumerate(asks):
        schedule = Schedule(frozenset(DAYS.index(day) for day in on), at)
        unless = [f"ask{b}" for a, b in sorted(instead) if a == number != b < len(asks)]
        made.nudge(f"ask{number}", schedule, audience=toy.everybody, every=every, unless=unless)(
            toy.ping
        )
    closures = [FIRST + timedelta(days=one) for one in closed]
    with Team([made], company={"closures": closures}) as team:
        crew = [team.member(name) for name in ("Ann", "Bob", "Cleo")]
        for who, chosen in zip(crew, quiet, strict=True):
            if chosen:
                chooses(team, who, quiet_from=chosen[0], quiet_until=chosen[1])
        if rest is not None:
            chooses(team, crew[0], snoozed_until=FIRST + timedelta(days=rest))
        if without is not None:
            stops(team, crew[1], f"toy.ask{without}")
        plays(team, until=FIRST + timedelta(days=start))
        told = foretold(team)
        plays(team, until=max(due.day for due in told))
        for due, people in told.items():
            assert asked_at(team, due) == people, due


def plays(team: Team, until: date) -> None:
    """Plan what is due, every morning and afternoon, up to and with a day."""
    day = team.now.astimezone(ROME).date()
    while day <= until:
        for at in TIMES:
            team.now = max(team.now, datetime.combine(day, at, ROME))
            team.run(team.app.rounds.plan())
        day += timedelta(days=1)


def foretold(team: Team) -> dict[Due, set[int]]:
    """Of every nudge the next occurrence, and whom it will reach."""

    def look(db: Session) -> dict[Due, set[int]]:
        told = Foretelling(team.app.planner, db)
        nexts = {one: told.next(one, "Europe/Rome")[0] for one in team.app.planner.nudges}
        return {due: told.people(nudge) for nudge, due in nexts.items() if due}

    return team.app.database.read_now(look)


def asked_at(team: Team, due: Due) -> set[int]:
    """Whom an occurrence was planned for."""
    return {
        row.person_id for row in deliveries(team) if (row.kind, row.made) == (due.plan.key, due.at)
    }
