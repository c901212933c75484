"""What changes about a person between planning and sending: right, and once a local date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot import Role, weekly
from bot.delivery import planning
from bot.delivery.courier import AT_ONCE
from bot.delivery.nudging import NOT_FOR_THEM
from bot.delivery.sheaf import Sheaf, bind
from bot.directory.wishes import choose, do_without
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import LEASE_IS_OVER, deliveries, occurrences

PING, DUE = "toy.ping", "2026-11-27 15:00"
MANY = 52


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@contextmanager
def planned_but_not_sent(team: Team, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The nudge is planned at its time, and leaves when the block ends, half an hour later."""
    with monkeypatch.context() as away:
        away.setattr(team.platform, "workspaces", ())
        team.tick(DUE)
        yield
    team.tick(timedelta(minutes=30))


def changes(team: Team, member: Member, **about: Any) -> None:
    """The platform tells something else of somebody."""
    team.run(team.app.registry.remember(WORKSPACE, [replace(member.profile, **about)]))


def chooses(team: Team, member: Member, **wishes: Any) -> None:
    team.app.database.write_now(lambda db: choose(db.connection(), member.person.id, **wishes))


def does_without(team: Team, member: Member) -> None:
    team.app.database.write_now(without(member.person.id))


def without(person_id: int) -> Callable[[Session], None]:
    return lambda db: do_without(db.connection(), person_id, PING)


def ends(team: Team) -> list[tuple[str, str]]:
    return [(row.state, row.error) for row in deliveries(team)]


def all_day(team: Team) -> None:
    """Let the date pass in every zone, as a bot does that looks often."""
    for _ in range(18):
        team.tick(timedelta(hours=2))


# East of Rome it is past 15:00 already, west of it 15:00 is still to come.
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"])
def test_who_moves_meanwhile_gets_it_once_a_date(
    team: Team, bob: Member, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    with planned_but_not_sent(team, monkeypatch):
        changes(team, bob, zone=zone)
    all_day(team)
    assert len(bob.inbox) == 1
    assert ends(team) == [("sent", "")]


@pytest.mark.parametrize(
    ("zone", "moves"),
    [("Asia/Tokyo", "2026-11-27 06:59"), ("America/New_York", "2026-11-27 14:59")],
)
def test_who_moves_before_their_time_gets_it_at_the_new_one(
    team: Team, bob: Member, zone: str, moves: str
) -> None:
    team.tick(moves)
    changes(team, bob, zone=zone)
    all_day(team)
    assert len(bob.inbox) == 1
    [row] = deliveries(team)
    assert row.made.astimezone(ZoneInfo(zone)).hour in (15, 16)


def test_who_moves_to_where_it_is_past_the_window_does_not_get_it_at_night(
    team: Team, bob: Member
) -> None:
    """At 14:00 in Rome it is 22:00 in Tokyo: too late there, and gone here."""
    team.tick("2026-11-27 14:00")
    changes(team, bob, zone="Asia/Tokyo")
    all_day(team)
    assert bob.inbox == []
    team.tick("2026-12-04 07:00")
    assert len(bob.inbox) == 1


@pytest.mark.parametrize(
    ("before", "moves"),
    [("2026-11-27 13:50", "2026-11-27 14:00"), (DUE, "2026-12-02 10:00")],
)
def test_that_somebody_is_the_first_in_a_zone_is_no_news_of_something_missed(
    team: Team, bob: Member, before: str, moves: str
) -> None:
    ann = team.member("Ann", role=Role.CM)
    team.tick(before)
    team.tick(moves)
    changes(team, bob, zone="Asia/Tokyo")
    team.tick(timedelta(minutes=1))
    assert [one.text for one in ann.inbox if "left out" in one.text] == []
    assert occurrences(team)[PING, "Asia/Tokyo", "2026-11-27"] == "skipped"


def test_who_does_without_it_meanwhile_does_not_get_it(
    team: Team, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with planned_but_not_sent(team, monkeypatch):
        does_without(team, bob)
    assert (bob.inbox, ends(team)) == ([], [("cancelled", NOT_FOR_THEM)])


def test_who_rests_meanwhile_does_not_get_it(
    team: Team, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with planned_but_not_sent(team, monkeypatch):
        chooses(team, bob, snoozed_until=date(2026, 11, 27))
    assert (bob.inbox, ends(team)) == ([], [("cancelled", NOT_FOR_THEM)])
    team.tick("2026-12-04 15:00")
    assert len(bob.inbox) == 1


def test_who_leaves_meanwhile_does_not_get_it(
    team: Team, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with planned_but_not_sent(team, monkeypatch):
        changes(team, bob, active=False)
    assert (bob.inbox, ends(team)) == ([], [("cancelled", "the person is gone")])


def test_who_joins_meanwhile_gets_the_next_one(
    team: Team, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with planned_but_not_sent(team, monkeypatch):
        kim = team.member("Kim")
    all_day(team)
    assert (len(bob.inbox), len(kim.inbox)) == (1, 0)
    team.tick("2026-12-04 15:00")
    assert (len(bob.inbox), len(kim.inbox)) == (2, 1)


def test_what_was_taken_long_ago_is_looked_at_again_before_it_leaves(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A platform that asks for patience again and again makes minutes of a few seconds' worth."""
    people = [team.member(f"P{number}") for number in range(100)]
    deliver, ids = team.platform.deliver, [one.person.id for one in people]
    arrived: list[Parcel] = []

    async def slowly(parcel: Parcel) -> Mapping[str, str]:
        arrived.append(parcel)
        # By then what comes after those that were taken has been looked for.
        if len(arrived) == MANY:
            await team.app.database.write(all_without)
            team.now += LEASE_IS_OVER
        return await deliver(parcel)

    def all_without(db: Session) -> None:
        for id_ in ids:
            without(id_)(db)

    monkeypatch.setattr(team.platform, "deliver", slowly)
    team.tick(DUE)
    assert MANY <= len(arrived) < MANY + 2 * AT_ONCE
    assert set(ends(team)) == {("sent", ""), ("cancelled", NOT_FOR_THEM)}


def test_who_is_erased_while_it_is_being_planned_keeps_nobody_else_from_it(
    team: Team, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    amy, who = team.member("Amy"), bob.person

    def erase(db: Session) -> None:
        team.app.house.erase(db, who, team.now)

    def erasing(*told: Any) -> Sheaf:
        team.app.database.write_now(erase)
        monkeypatch.undo()
        return bind(*told)

    monkeypatch.setattr(planning, "bind", erasing)
    team.tick(DUE)
    assert len(amy.inbox) == 1
    assert (ends(team), bob.inbox) == ([("sent", "")], [])


@pytest.mark.parametrize(
    ("there", "end"),
    [
        (True, ("sent", "")),
        (False, ("cancelled", NOT_FOR_THEM)),
        (None, ("cancelled", NOT_FOR_THEM)),
    ],
)
def test_what_may_have_arrived_is_looked_for_although_nobody_wants_it_any_more(
    team: Team, bob: Member, monkeypatch: pytest.MonkeyPatch, there: bool | None, end: Any
) -> None:
    """Whoever counts messages, or takes them back, has to know of it."""
    deliver, sent = team.platform.deliver, []

    async def cut_off(parcel: Parcel) -> Mapping[str, str]:
        sent.append(await deliver(parcel))
        raise DeliveryError("TimeoutError", unknown=True)

    async def look(parcel: Parcel, since: datetime) -> Mapping[str, str] | None:
        return None if there is None else sent[0] if there else {}

    monkeypatch.setattr(team.platform, "deliver", cut_off)
    monkeypatch.setattr(team.platform, "look", look)
    team.tick(DUE)
    does_without(team, bob)
    team.tick(timedelta(minutes=5))
    assert (ends(team), len(sent)) == ([end], 1)
    assert bool(deliveries(team)[0].provider_ref) is bool(there)
