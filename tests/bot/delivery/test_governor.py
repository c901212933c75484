"""How fast things may leave: the pace that is found out, and what a platform asks to wait for."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial

import pytest

from bot import weekly
from bot.delivery import holds
from bot.delivery.governor import CATCH_UP, LEAST, NEAR, PATIENCE, SLOWER, Governor
from bot.delivery.queue import INTERACTIVE, SCHEDULED
from bot.people import Role
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.clockless import Clockless
from tests.bot.delivery.rows import states

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[Clockless]:
    with Clockless() as clock:
        yield clock


def governor(clock: Clockless, per_minute: int = 600, most: int = 600) -> Governor:
    """One that goes, unless told otherwise, as fast as it may from the beginning."""
    return Governor(per_minute, most, clock.now, asyncio.Event())


def sends(clock: Clockless, governor: Governor, seconds: float) -> int:
    """How many leave in this time, each of which arrives at once."""

    async def send() -> int:
        end, count = clock.at + seconds, 0
        while await governor.turn(SCHEDULED) and clock.at < end:
            governor.went()
            count += 1
        return count

    return clock.run(send())


def test_it_begins_as_the_settings_say_and_goes_faster(clock: Clockless) -> None:
    one = governor(clock, per_minute=180)
    assert 3 <= sends(clock, one, 1) <= 5
    sends(clock, one, 20)
    assert one.rate == 10
    assert 99 <= sends(clock, one, 10) <= 101


def test_told_to_wait_it_waits_and_then_goes_slower(clock: Clockless) -> None:
    one = governor(clock)
    sends(clock, one, 2)
    one.refused(5)
    began = clock.at
    assert clock.run(one.turn(SCHEDULED))
    assert clock.at >= began + 5
    assert one.rate == 10 * SLOWER


def test_one_refusal_that_hits_several_counts_once(clock: Clockless) -> None:
    one = governor(clock)
    one.refused(5)
    one.refused(7)
    assert one.rate == 10 * SLOWER
    clock.run(one.turn(INTERACTIVE))
    assert clock.at == pytest.approx(7)


def test_a_wait_that_is_prolonged_meanwhile_is_waited_out_to_its_end(clock: Clockless) -> None:
    one = governor(clock, 60, 60)

    async def prolonged() -> None:
        await one.turn(SCHEDULED)
        turn = asyncio.create_task(one.turn(SCHEDULED))
        for seconds in (0.5, 2):
            await asyncio.sleep(seconds)
            one.refused(5)
        assert await turn

    clock.run(prolonged())
    assert clock.at == pytest.approx(7.5)


def test_it_comes_near_what_was_too_fast_and_creeps_from_there(clock: Clockless) -> None:
    one = governor(clock)
    one.refused(1)
    sends(clock, one, 10)
    assert NEAR * 10 <= one.rate < 9.9
    sends(clock, one, 30)
    assert one.rate < 9.95


def test_refused_again_and_again_it_still_tries(clock: Clockless) -> None:
    one = governor(clock)
    for _ in range(200):
        one.refused(0.01)
        assert clock.run(one.turn(SCHEDULED))
    assert one.rate == LEAST


def test_a_long_wait_is_not_waited_out(clock: Clockless) -> None:
    one = governor(clock)
    one.refused(PATIENCE.total_seconds() + 1)
    assert not clock.run(one.turn(SCHEDULED))
    assert clock.at == 0


def test_what_people_do_never_waits_for_what_is_planned(clock: Clockless) -> None:
    one = governor(clock, 60, 60)
    sends(clock, one, 10)
    before = clock.at
    assert clock.run(one.turn(INTERACTIVE))
    assert clock.at == before
    assert clock.run(one.turn(SCHEDULED))
    assert clock.at >= before + 1, "together they are no faster"


def test_what_a_busy_machine_has_missed_is_made_up_for_a_little(clock: Clockless) -> None:
    one = governor(clock)
    clock.run(one.turn(SCHEDULED))
    clock.pass_by(60)
    assert sends(clock, one, 1) <= 11 + int(CATCH_UP * 10)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def paused(team: Team) -> dict[str, str]:
    return team.app.database.read_now(lambda db: holds.paused(db.connection()))


def test_a_token_that_is_refused_stops_everything_and_the_manager_reads_of_it_once(
    team: Team, bob: Member
) -> None:
    ann = team.member("Ann", role=Role.CM)
    refused = [DeliveryError("invalid_auth", pause=True) for _ in range(3)]
    team.platform.refusals.extend(refused)
    for n in range(20):
        bob.types(f"/toy number {n}")
    assert paused(team) == {WORKSPACE: "invalid_auth"}
    assert len(team.platform.refusals) == 2, "no more calls in that minute"
    team.tick(MINUTE)
    team.tick(2 * MINUTE)
    assert team.platform.refusals == []
    team.tick(5 * MINUTE)
    assert (set(states(team)), len(team.channel(toy.CHANNEL))) == ({"sent"}, 20)
    assert paused(team) == {}
    [word] = ann.inbox
    assert word.text == (
        "Messages to test:T1 had to wait from Monday 23 November 08:00: it did not accept Piazza’s"
        " token (invalid_auth). Nothing is lost: they leave by themselves as soon as it does."
    )


def test_a_time_out_does_not_say_that_a_token_is_good_again(team: Team, bob: Member) -> None:
    ann = team.member("Ann", role=Role.CM)
    refused = DeliveryError("invalid_auth", pause=True)
    team.platform.refusals.extend([refused, DeliveryError("TimeoutError", unknown=True), refused])
    for n in range(3):
        bob.types(f"/toy number {n}")
    team.tick(MINUTE)
    assert paused(team) == {WORKSPACE: "invalid_auth"}
    for _ in range(5):
        team.tick(10 * MINUTE)
    assert (paused(team), len(ann.inbox)) == ({}, 1)


def words(member: Member) -> list[str]:
    return [one.text for one in member.inbox if "had to wait" in one.text]


def test_what_goes_wrong_otherwise_while_it_is_paused_is_no_end_of_that(
    team: Team, bob: Member
) -> None:
    ann = team.member("Ann", role=Role.CM)
    refused = DeliveryError("invalid_auth", pause=True)
    others = (DeliveryError("TimeoutError", unknown=True), DeliveryError("internal_error"))
    team.platform.refusals.append(refused)
    for n in range(4):
        bob.types(f"/toy number {n}")
    for other in others:
        team.platform.refusals.extend((other, refused))
        team.tick(10 * MINUTE)
        assert paused(team) == {WORKSPACE: "invalid_auth"}
    for _ in range(3):
        team.tick(10 * MINUTE)
    assert (paused(team), len(words(ann))) == ({}, 1)
    assert states(team) == ["sent"] * 5


def test_what_was_under_way_already_is_no_end_of_a_pause(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    bob, ann = team.member("Bob"), team.member("Ann", role=Role.CM)
    deliver, left = team.platform.deliver, asyncio.Event()
    refused = [DeliveryError("invalid_auth", pause=True)]

    async def answers(parcel: Parcel) -> Mapping[str, str]:
        if parcel.to == bob.id:
            left.set()
            for _ in itertools.count():
                if paused(team):
                    break
                await asyncio.sleep(0)
        elif refused:
            await left.wait()
            raise refused.pop()
        return await deliver(parcel)

    monkeypatch.setattr(team.platform, "deliver", answers)
    team.tick("2026-11-27 15:00")
    assert len(bob.inbox) == 1
    assert paused(team) == {WORKSPACE: "invalid_auth"}
    team.tick(MINUTE)
    assert (paused(team), len(words(ann)), len(ann.inbox)) == ({}, 1, 2)


def test_one_that_had_to_wait_does_not_say_that_a_token_is_good_again(
    team: Team, bob: Member
) -> None:
    team.platform.refusals.append(DeliveryError("invalid_auth", pause=True))
    bob.types("/toy hello")
    team.now += 2 * MINUTE
    courier = team.app.courier
    take = partial(courier.sorter.take, workspace=WORKSPACE, lane=INTERACTIVE, most=20)
    first, _word = team.app.database.write_now(take) or []
    held = courier._governor(WORKSPACE, "post")
    held.hold(60)
    team.run(courier._carry(first, held, 0.0))
    assert (paused(team), set(states(team))) == ({WORKSPACE: "invalid_auth"}, {"pending"})


def test_what_one_process_was_told_another_one_knows(team: Team, bob: Member) -> None:
    team.platform.refusals.append(DeliveryError("ratelimited", retry_after=3600))
    bob.types("/toy hello")
    [row] = team.app.database.read_now(lambda db: holds.held(db.connection(), WORKSPACE))
    assert (row.verb, row.until) == ("post", team.now + timedelta(hours=1))
    other = Governor(180, 600, lambda: team.now, asyncio.Event())
    other.learn(row.rate, row.until)
    assert not team.run(other.turn(INTERACTIVE))
    bob.types("/toy hello again")
    assert team.channel(toy.CHANNEL) == []
    team.tick(timedelta(hours=1, seconds=1))
    assert len(team.channel(toy.CHANNEL)) == 2


def test_a_wait_for_one_thing_holds_up_no_other(team: Team, bob: Member) -> None:
    bob.types("/toy hello")
    [shown] = team.channel(toy.CHANNEL)
    team.platform.refusals.append(DeliveryError("ratelimited", retry_after=3600))
    bob.types("/toy another")
    bob.presses("Repeat", on=shown)
    assert [one.text for one in team.channel(toy.CHANNEL)] == ["Bob: again 1"]
    assert states(team) == ["sent", "pending", "pending"]
    team.tick(timedelta(hours=1, seconds=3))
    assert [one.text for one in team.channel(toy.CHANNEL)] == ["Bob: again 1"] * 2
    assert states(team) == ["sent"] * 3
