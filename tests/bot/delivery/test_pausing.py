"""Paused means that nothing more of it leaves: neither what waits nor what is half planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Role, weekly
from bot.delivery import outbox, planning
from bot.delivery.courier import AT_ONCE
from bot.delivery.planner import Due
from bot.delivery.queue import SCHEDULED
from bot.delivery.tables import occurrence
from bot.delivery.timetable import Said, switch
from bot.delivery.withdrawal import MAYBE_THERE
from bot.runtime.outgoing import Parcel
from bot.testing import WORKSPACE, Member, Team
from skills import cm
from tests.bot import toy
from tests.bot.delivery.rows import LEASE_IS_OVER, deliveries, occurrences, states

DUE, PING = "2026-11-27 15:00", ("toy.ping", "Europe/Rome", "2026-11-27")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PAUSE, RESUME = "/cm schedule pause ", "/cm schedule resume "


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    skill = toy.on_schedule(
        nudges={"ping": weekly("friday", at="15:00"), "pong": weekly("friday", at="15:00")},
        digest=weekly("friday", at="15:00"),
    )
    return team_of(skill, cm.skill, attention={"a_week": 9})


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def held_up(team: Team, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """Everything is planned at its time, and something happens before any of it can leave."""
    with monkeypatch.context() as away:
        away.setattr(team.platform, "workspaces", ())
        team.tick(DUE)
        meanwhile()


def ends(team: Team, kind: str) -> set[tuple[str, str]]:
    return {(row.state, row.error) for row in deliveries(team) if row.kind == kind}


def pings(team: Team) -> list[str]:
    return [row.state for row in deliveries(team) if row.kind == PING[0]]


def texts(member: Member) -> list[str]:
    return [one.text.split(",")[0] for one in member.inbox]


def test_what_waits_goes_on_waiting_and_what_is_not_paused_leaves(
    team: Team, cora: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_up(team, monkeypatch, lambda: cora.types(PAUSE + "toy.ping"))
    team.tick(MINUTE)
    team.tick(HOUR)
    assert texts(bob) == ["Ping"]
    assert len(team.channel(toy.CHANNEL)) == 1
    assert (ends(team, "toy.ping"), ends(team, "toy.pong")) == (
        {("pending", "paused")},
        {("sent", "")},
    )


@pytest.mark.parametrize("what", ["toy.ping", "toy.digest"])
def test_resumed_in_time_it_still_goes_once(
    team: Team, cora: Member, bob: Member, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    held_up(team, monkeypatch, lambda: cora.types(PAUSE + what))
    team.tick(MINUTE)
    team.tick(3 * HOUR)
    assert ends(team, what) == {("pending", "paused")}
    cora.types(RESUME + what)
    for _ in range(3):
        team.tick(MINUTE)
    assert (len(bob.inbox), len(team.channel(toy.CHANNEL))) == (2, 1)
    assert ends(team, what) == {("sent", "")}


@pytest.mark.parametrize(("what", "hours"), [("toy.ping", 4), ("toy.digest", 24)])
def test_when_it_would_come_too_late_it_is_cancelled_with_what_it_says(
    team: Team, cora: Member, bob: Member, monkeypatch: pytest.MonkeyPatch, what: str, hours: int
) -> None:
    held_up(team, monkeypatch, lambda: cora.types(PAUSE + what))
    team.tick(MINUTE)
    team.tick(hours * HOUR - 2 * MINUTE)
    assert ends(team, what) == {("pending", "paused")}
    team.tick(2 * MINUTE)
    assert ends(team, what) == {("cancelled", "too late")}
    assert {str(row.params) for row in deliveries(team) if row.kind == what} == {"{}"}
    cora.types(RESUME + what)
    team.tick(MINUTE)
    assert len(bob.inbox) + len(team.channel(toy.CHANNEL)) == 2


def test_it_is_planned_no_more_when_it_is_paused_at_that_moment(team: Team, cora: Member) -> None:
    team.now = team.moment(DUE)
    [due] = [
        one
        for one in team.app.database.read_now(team.app.planner.due)
        if one.plan.key == "toy.digest"
    ]
    cora.types(PAUSE + "toy.digest")
    assert team.run(team.app.planning.carry_out(due)).state == planning.LEFT
    assert deliveries(team) == []


def test_what_was_taken_to_be_sent_is_not_begun_any_more(
    team: Team, cora: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pause comes while a chunk is on its way: what has not left stays here."""
    people = [team.member(f"P{n}") for n in range(AT_ONCE + 20)]
    deliver = team.platform.deliver
    paused: list[Parcel] = []

    async def pausing(parcel: Parcel) -> Mapping[str, str]:
        if not paused:
            paused.append(parcel)
            await team.app.database.write(switch_off(team, "toy.pong"))
        return await deliver(parcel)

    cora.types(PAUSE + "toy.ping")
    cora.types(PAUSE + "toy.digest")
    monkeypatch.setattr(team.platform, "deliver", pausing)
    team.tick(DUE)
    arrived = sum(len(one.inbox) for one in people)
    team.tick(LEASE_IS_OVER)
    assert sum(len(one.inbox) for one in people) == arrived < len(people)
    cora.types(RESUME + "toy.pong")
    team.tick(LEASE_IS_OVER)
    assert {len(one.inbox) for one in people} == {1}
    assert set(states(team)) == {"sent"}


def switch_off(team: Team, plan: str) -> Callable[[Session], None]:
    return lambda db: switch(db.connection(), plan, Said(None, team.now), paused=True)


def test_what_app_yaml_pauses_waits_when_piazza_starts_again(
    team: Team, bob: Member, team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    held_up(team, monkeypatch, lambda: None)
    url = team.app.database.engine.url.render_as_string(hide_password=False)
    off = {name: {"paused": True} for name in ("toy.ping", "toy.digest")}
    later = team_of(*team.app.house.skills, schedules=off, start=DUE, database_url=url)
    later.tick(MINUTE)
    assert [ends(team, name) for name in ("toy.ping", "toy.digest", "toy.pong")] == [
        {("pending", "paused")},
        {("pending", "paused")},
        {("sent", "")},
    ]


def test_what_is_just_being_planned_goes_no_further(
    team: Team, cora: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "CHUNK", 1)
    keep = planning.Planning._keep

    def pausing(self: planning.Planning, db: Session, due: Due, **more: Any) -> bool:
        kept = keep(self, db, due, **more)
        switch_off(team, due.plan.key)(db)
        return kept

    monkeypatch.setattr(planning.Planning, "_keep", pausing)
    team.tick(DUE)
    assert (occurrences(team)[PING], pings(team)) == ("planning", ["pending"])


@pytest.fixture
def half_planned(team: Team, bob: Member, cora: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ends after the first chunk of one."""
    monkeypatch.setattr(planning, "CHUNK", 1)
    keep, kept = planning.Planning._keep, []

    def breaking(self: Any, db: Any, due: Any, **more: Any) -> bool:
        kept.append(due)
        return keep(self, db, due, **more) if len(kept) == 1 else False

    cora.types(PAUSE + "toy.pong")
    with monkeypatch.context() as dying:
        dying.setattr(planning.Planning, "_keep", breaking)
        team.tick(DUE)
    assert occurrences(team)[PING] == "planning"


@pytest.mark.usefixtures("half_planned")
def test_what_is_half_planned_rests_and_goes_on_when_it_is_resumed(
    team: Team, cora: Member, bob: Member
) -> None:
    cora.types(PAUSE + "toy.ping")
    team.tick(HOUR)
    assert (occurrences(team)[PING], pings(team)) == ("planning", ["sent"])
    cora.types(RESUME + "toy.ping")
    team.tick(MINUTE)
    assert (occurrences(team)[PING], pings(team)) == ("planned", ["sent", "sent"])
    assert len(bob.inbox) == 1


@pytest.mark.usefixtures("half_planned")
def test_what_rests_half_planned_for_too_long_is_skipped_and_nobody_has_missed_it(
    team: Team, cora: Member
) -> None:
    cora.types(PAUSE + "toy.ping")
    team.tick(4 * HOUR)
    assert occurrences(team)[PING] == "planning"
    team.tick(MINUTE)
    assert occurrences(team)[PING] == "skipped"
    assert why(team) == "paused"
    told = [one.text for one in cora.inbox]
    team.tick(HOUR)
    assert [one.text for one in cora.inbox] == told


def why(team: Team) -> str:
    query = sa.select(occurrence.c.reason).where(occurrence.c.schedule == PING[0])
    return str(team.app.database.read_now(lambda db: db.execute(query).scalar_one()))


@pytest.mark.usefixtures("half_planned")
def test_what_is_half_planned_of_a_skill_that_was_removed_is_skipped(team: Team) -> None:
    house = team.app.house
    house.skills = [one for one in house.skills if one.name != "toy"]
    team.tick(MINUTE)
    assert (occurrences(team)[PING], why(team)) == ("skipped", "nobody sends it any more")


def test_what_is_paused_is_not_sent_by_hand_either(team: Team, cora: Member, bob: Member) -> None:
    asked = cora.types("/cm nudges run toy.ping")
    cora.types(PAUSE + "toy.ping")
    says = (
        "is paused, so it can’t be sent now either. To let it go on: /cm schedule resume toy.ping."
    )
    assert says in cora.presses("Yes, send it", on=asked).text
    assert says in cora.types("/cm nudges run toy.ping").text
    cora.types(RESUME + "toy.ping")
    cora.presses("Yes, send it", on=asked)
    # Within the time to think again it can still be paused.
    cora.types(PAUSE + "toy.ping")
    team.tick(3 * MINUTE)
    assert bob.inbox == []


def test_what_app_yaml_no_longer_pauses_leaves_when_piazza_starts_again(
    team: Team, bob: Member, team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    held_up(team, monkeypatch, lambda: None)
    url = team.app.database.engine.url.render_as_string(hide_password=False)
    off = {name: {"paused": True} for name in ("toy.ping", "toy.digest")}
    resting = team_of(*team.app.house.skills, schedules=off, start=DUE, database_url=url)
    resting.tick(MINUTE)
    kept = {"toy.ping": {"paused": True}}
    again = team_of(*team.app.house.skills, schedules=kept, start=DUE, database_url=url)
    again.now += 2 * MINUTE
    again.run(again.app.take_back())
    again.tick(MINUTE)
    assert [ends(team, name) for name in ("toy.ping", "toy.digest")] == [
        {("pending", "paused")},
        {("sent", "")},
    ]
    assert len(again.channel(toy.CHANNEL)) == 1


def test_what_was_taken_back_while_it_was_being_sent_does_not_rest(
    team: Team, cora: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have arrived: whoever took it back is told so, and not a day later."""
    cora.types(PAUSE + "toy.pong")
    asked = cora.presses("Yes, send it", on=cora.types("/cm nudges run toy.ping"))
    team.now += 2 * MINUTE
    with monkeypatch.context() as away:
        away.setattr(team.platform, "workspaces", ())
        team.tick(timedelta())

    def begin_and_die(db: Session) -> None:
        [row] = outbox.lease(db.connection(), WORKSPACE, SCHEDULED, team.now)
        assert outbox.begin(db.connection(), row, row.epoch + 1, team.now)

    team.app.database.write_now(begin_and_die)
    cora.presses("Undo", on=asked)
    cora.types(PAUSE + "toy.ping")
    team.tick(LEASE_IS_OVER)
    assert ends(team, "toy.ping") == {("failed", MAYBE_THERE)}
