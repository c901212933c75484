"""Leases: who takes a delivery, and what becomes of it when they are never heard of again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.backoff import BACKOFF, JITTER
from bot.delivery.courier import AT_ONCE
from bot.delivery.queue import INTERACTIVE
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import LEASE_IS_OVER, deliveries, states

SECOND = timedelta(seconds=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def in_a_transaction(team: Team, work: Callable[[Connection], Any]) -> Any:
    return team.app.database.write_now(lambda db: work(db.connection()))


def a_row_left_behind(team: Team, bob: Member) -> Any:
    """A delivery that a worker has taken and then nothing more is heard of it."""
    team.platform.refusals.append(DeliveryError("internal_error"))
    bob.types("/toy hello")
    team.now += BACKOFF[0] * (1 + JITTER)
    [row] = in_a_transaction(team, lambda db: outbox.lease(db, WORKSPACE, INTERACTIVE, team.now))
    return row


def test_what_a_dead_worker_had_taken_is_sent_when_its_lease_is_over(
    team: Team, bob: Member
) -> None:
    a_row_left_behind(team, bob)
    team.tick(outbox.LEASE - SECOND)
    assert states(team) == ["pending"]
    team.tick(2 * SECOND)
    assert states(team) == ["sent"]
    assert len(team.channel(toy.CHANNEL)) == 1


def test_what_a_worker_was_sending_when_it_died_is_sent_once_more(team: Team, bob: Member) -> None:
    row = a_row_left_behind(team, bob)
    assert in_a_transaction(team, lambda db: outbox.begin(db, row, row.epoch + 1, team.now))
    team.tick(outbox.LEASE)
    assert states(team) == ["sending"]
    assert team.channel(toy.CHANNEL) == []
    team.tick(SECOND)
    assert states(team) == ["sent"]
    assert len(team.channel(toy.CHANNEL)) == 1


def test_what_breaks_off_a_second_time_is_given_up(team: Team, bob: Member) -> None:
    row = a_row_left_behind(team, bob)
    assert in_a_transaction(team, lambda db: outbox.begin(db, row, row.epoch + 1, team.now))
    team.now += LEASE_IS_OVER
    [again] = in_a_transaction(team, lambda db: outbox.lease(db, WORKSPACE, INTERACTIVE, team.now))
    assert again.state == "unknown"
    assert in_a_transaction(team, lambda db: outbox.begin(db, again, again.epoch + 1, team.now))
    assert states(team) == ["sending"]
    team.tick(LEASE_IS_OVER)
    assert states(team) == ["failed"]
    assert team.channel(toy.CHANNEL) == []


def test_a_worker_that_lost_its_lease_changes_nothing(team: Team, bob: Member) -> None:
    old = a_row_left_behind(team, bob)
    team.now += LEASE_IS_OVER
    [new] = in_a_transaction(team, lambda db: outbox.lease(db, WORKSPACE, INTERACTIVE, team.now))
    epoch = old.epoch + 1
    assert new.epoch == epoch
    late: list[Callable[[Connection], bool]] = [
        lambda db: outbox.begin(db, old, epoch, team.now),
        lambda db: outbox.sent(db, old.id, epoch, {"message": "1"}),
        lambda db: outbox.failed(db, old.id, epoch, "late"),
        lambda db: outbox.cancelled(db, old.id, epoch, "late"),
        lambda db: outbox.unknown(db, old, epoch, "late", team.now),
        lambda db: outbox.later(db, old, epoch, "late", team.now),
        lambda db: outbox.asked_to_wait(db, old, epoch, "late", team.now),
    ]
    before = deliveries(team)
    assert [in_a_transaction(team, one) for one in late] == [False] * len(late)
    assert deliveries(team) == before
    assert in_a_transaction(team, lambda db: outbox.begin(db, new, new.epoch + 1, team.now))


def test_of_two_who_begin_the_same_at_once_only_the_later_holder_does(
    team: Team, bob: Member
) -> None:
    old = a_row_left_behind(team, bob)
    team.now += LEASE_IS_OVER
    [new] = in_a_transaction(team, lambda db: outbox.lease(db, WORKSPACE, INTERACTIVE, team.now))
    both = [(row, row.epoch + 1, team.now, True) for row in (old, new)]
    assert in_a_transaction(team, lambda db: outbox.begin_all(db, both)) == [False, True]


def test_nobody_takes_what_somebody_holds(team: Team, bob: Member) -> None:
    a_row_left_behind(team, bob)
    taken = in_a_transaction(team, lambda db: outbox.lease(db, WORKSPACE, INTERACTIVE, team.now))
    assert taken == []


def test_whoever_is_told_to_stop_leaves_what_was_not_begun_to_the_next(
    team: Team, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team.app.engine, "kick", lambda _queue: None)
    people = [team.member(f"P{number}") for number in range(AT_ONCE + 4)]
    for number in range(len(people)):
        bob.types(f"/toy tell @p{number} hello")
    deliver, under_way = team.platform.deliver, list[Parcel]()

    async def stopped_in_the_middle() -> None:
        full, going_on = asyncio.Event(), asyncio.Event()

        async def slowly(parcel: Parcel) -> Mapping[str, str]:
            under_way.append(parcel)
            if len(under_way) == AT_ONCE:
                full.set()
            await going_on.wait()
            return await deliver(parcel)

        monkeypatch.setattr(team.platform, "deliver", slowly)
        draining = asyncio.create_task(team.app.courier.drain(WORKSPACE))
        await full.wait()
        draining.cancel()
        # It hears of it while all that it may have under way is.
        await asyncio.sleep(0)
        going_on.set()
        await asyncio.wait([draining])

    team.run(stopped_in_the_middle())
    assert sorted(states(team)) == ["pending"] * 4 + ["sent"] * AT_ONCE
    assert {row.lease_until for row in deliveries(team)} == {None}
    monkeypatch.undo()
    team.tick(SECOND)
    assert [len(one.inbox) for one in people] == [1] * len(people)
