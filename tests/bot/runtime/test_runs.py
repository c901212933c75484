"""A nudge that is sent at once: how long it takes, how far it is, and undoing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot import Role, weekly
from bot.delivery import runs
from bot.delivery.courier import AT_ONCE
from bot.runtime.outgoing import Parcel
from bot.runtime.platform import DeliveryError
from bot.skill import Nudge
from bot.testing import Member, Reply, Team
from tests.bot import toy
from tests.bot.delivery.rows import states

UNDO_WINDOW = timedelta(minutes=2)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(
        toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}), slack={"rate_per_minute": 2}
    )


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora", role=Role.CM)


@pytest.fixture
def crowd(team: Team, cora: Member) -> list[Member]:
    return [cora, *(team.member(name) for name in ("Bob", "Dan", "Eva", "Fay", "Gil"))]


def sent(cora: Member) -> Reply:
    return cora.presses("Yes, send it", on=cora.types("/cm nudges run ping"))


def received(crowd: list[Member]) -> int:
    return sum(len(one.inbox) for one in crowd)


def test_how_many_and_how_long_is_said_before(cora: Member, crowd: list[Member]) -> None:
    assert cora.types("/cm nudges run ping").text.splitlines() == [
        "toy.ping (toy.ping) would go to 6 people now, and not once more today.",
        "It leaves two minutes after you confirm; until then Undo stops it.",
        "Sending takes less than a minute.",
    ]


def test_nothing_leaves_while_it_can_be_undone(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    sent(cora)
    team.tick(UNDO_WINDOW - timedelta(seconds=1))
    assert received(crowd) == 0
    team.tick(timedelta(seconds=1))
    assert received(crowd) == 6


def test_undone_in_time_it_reaches_nobody(team: Team, cora: Member, crowd: list[Member]) -> None:
    reply = sent(cora)
    undone = cora.presses("Undo", on=reply)
    assert undone.text == "Undone in time: nothing was sent."
    team.tick(timedelta(hours=1))
    assert (received(crowd), states(team)) == (0, [])
    assert cora.presses("Undo", on=reply).text == "There is nothing left to undo."


def test_undone_while_others_are_being_planned_it_is_not_planned(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    reply = sent(cora)
    team.now += UNDO_WINDOW
    [due] = team.app.database.read_now(team.app.planner.begun)
    assert cora.presses("Undo", on=reply).text == "Undone in time: nothing was sent."
    assert isinstance(due.plan, Nudge)
    assert team.run(team.app.planning.go_on(due, due.plan)).people == 0
    assert (received(crowd), states(team)) == (0, [])


def test_undone_later_what_has_arrived_is_removed(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    reply = sent(cora)
    team.tick(UNDO_WINDOW)
    assert received(crowd) == 6
    assert cora.presses("Undo", on=reply).text.startswith("Undone: nothing more of it leaves.")
    team.tick(timedelta(minutes=1))
    [word] = cora.inbox
    assert word.text.splitlines() == [
        "toy.ping (toy.ping) is undone: nothing more of it leaves.",
        "6 messages that had arrived are being removed.",
    ]
    assert received(crowd) == 1
    assert cora.presses("How far is it?", on=reply).text == (
        "toy.ping (toy.ping) is undone: nothing more of it leaves."
    )
    assert cora.presses("Undo", on=reply).text == "There is nothing left to undo."


def test_undone_nothing_of_it_leaves_before_it_is_cancelled(
    team: Team, cora: Member, crowd: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Undoing takes its time with many, and the courier is quicker."""
    reply = sent(cora)
    with monkeypatch.context() as away:
        away.setattr(team.platform, "workspaces", ())
        team.tick(UNDO_WINDOW)
        with away.context() as idle:
            idle.setattr(team.app.jobs, "drain", nothing)
            cora.presses("Undo", on=reply)
    monkeypatch.setattr(team.app.jobs, "drain", nothing)
    team.tick(timedelta(minutes=1))
    assert (received(crowd), set(states(team))) == (0, {"cancelled"})
    monkeypatch.undo()
    team.tick(timedelta(minutes=1))
    assert cora.inbox[0].text.splitlines()[1:] == [
        "Undone: 6 messages that had not left do not go."
    ]


async def nothing() -> None:
    """A job runner that is busy elsewhere."""


@pytest.mark.parametrize("size", [1, 4])
def test_half_of_it_undone_what_has_arrived_is_removed_and_the_rest_cancelled(
    team: Team, cora: Member, crowd: list[Member], monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(runs, "CHUNK", size)
    reply = sent(cora)
    refused = DeliveryError("ratelimited", retry_after=600)
    deliver = team.platform.deliver

    async def two_arrive(parcel: Parcel) -> Mapping[str, str]:
        if received(crowd) == 2 and not parcel.gone:
            raise refused
        return await deliver(parcel)

    with monkeypatch.context() as slow:
        slow.setattr(team.platform, "deliver", two_arrive)
        team.tick(UNDO_WINDOW)
        assert received(crowd) == 2
        cora.presses("Undo", on=reply)
    team.tick(timedelta(minutes=20))
    assert [one.text.splitlines()[1:] for one in cora.inbox] == [
        [
            "Undone: 4 messages that had not left do not go.",
            "2 messages that had arrived are being removed.",
        ]
    ]
    assert received(crowd) == 1


def test_how_far_it_is_can_be_asked_at_any_time(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    reply = sent(cora)
    assert cora.presses("How far is it?", on=reply).text == (
        "toy.ping (toy.ping) leaves on Monday 23 November 08:02; until then you can undo it and"
        " nobody gets it."
    )
    team.platform.refusals = [DeliveryError("user_disabled", final=True)]
    team.tick(UNDO_WINDOW)
    assert cora.presses("How far is it?", on=reply).text.splitlines() == [
        "toy.ping (toy.ping): 5 of 6 have arrived.",
        "1 could not be delivered; /cm undelivered says why.",
    ]


def test_undone_in_time_it_still_comes_at_its_own_hour(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    team.tick("2026-11-27 14:00")
    cora.presses("Undo", on=sent(cora))
    team.tick("2026-11-27 14:30")
    assert received(crowd) == 0
    team.tick("2026-11-27 15:00")
    assert received(crowd) == 6


def test_undone_is_also_what_was_planned_hours_late(
    team: Team, cora: Member, crowd: list[Member]
) -> None:
    reply = sent(cora)
    team.tick(timedelta(hours=3))
    assert received(crowd) == 6
    assert "6 of 6 have arrived" in cora.presses("How far is it?", on=reply).text
    cora.presses("Undo", on=reply)
    team.tick(timedelta(minutes=1))
    assert [len(one.inbox) for one in crowd if one != cora] == [0] * 5


def test_undone_what_was_taken_to_be_sent_does_not_leave_either(
    team: Team, cora: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing more of it leaves, however long what takes it back has to wait for its turn."""
    for number in range(3 * AT_ONCE):
        team.member(f"P{number}")
    sent(cora)
    deliver, arrived = team.platform.deliver, list[Parcel]()

    def stop(db: Session) -> None:
        number = runs.number_of(db.connection(), "toy.ping")
        assert number is not None
        assert runs.stop(db.connection(), "toy.ping", number).was_begun

    async def undoing(parcel: Parcel) -> Mapping[str, str]:
        arrived.append(parcel)
        if len(arrived) == 1:
            await team.app.database.write(stop)
        return await deliver(parcel)

    monkeypatch.setattr(team.platform, "deliver", undoing)
    team.tick(UNDO_WINDOW)
    assert 0 < len(arrived) <= 2 * AT_ONCE
    assert set(states(team)) == {"sent", "pending"}
