"""Cards for later, and cards taken back: in every state in which a delivery can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import BotError, Card, Chat, Form, Person, Skill, choice, person, t, text
from bot.delivery import outbox
from bot.delivery.governor import Governor
from bot.delivery.queue import INTERACTIVE, queue_effects
from bot.people import Channel
from bot.runtime.letters import unpack
from bot.runtime.outgoing import Parcel, Withdraw
from bot.runtime.platform import DeliveryError
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import LEASE_IS_OVER, deliveries, states

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
THING = 7


class Give(Form):
    """Words for everybody and for one person, about the same thing."""

    to: Person = person()
    words: str = text()


class Back(Form):
    """Whether something new is said in the same breath."""

    then: str = choice(["again", "nothing"], default="nothing")


class When(Form):
    """When it is said."""

    hours: str = text(default="0")


skill = Skill("toy", home=toy.HOME)
reactions: list[int] = []


def card(who: Person, words: str) -> Card:
    return Card(t("said", who=who, words=words), about=THING)


@skill.command("toy", Give)
def give(chat: Chat, form: Give) -> None:
    chat.say(card(chat.person, form.words), to=toy.CHANNEL)
    chat.send(card(chat.person, form.words), to=form.to)


@skill.command("toy later", When)
def later(chat: Chat, form: When) -> None:
    at = chat.now + int(form.hours) * HOUR
    chat.say(card(chat.person, "later"), to=toy.CHANNEL, at=at)
    chat.send(card(chat.person, "later"), to=chat.person, at=at)


@skill.command("toy new")
def new(chat: Chat) -> None:
    chat.update(card(chat.person, "newer"))


@skill.command("toy back", Back)
def back(chat: Chat, form: Back) -> None:
    chat.say(card(chat.person, "never said"), to=toy.CHANNEL)
    chat.send(card(chat.person, "never said"), to=chat.person)
    chat.whisper(t("all_back") if chat.withdraw(THING) else t("maybe_there"))
    if form.then == "again":
        chat.say(card(chat.person, "again"), to=toy.CHANNEL)


@skill.command("toy naive")
def naive(chat: Chat) -> None:
    chat.send(t("thanks"), to=chat.person, at=datetime(2027, 1, 1))  # noqa: DTZ001 - what is refused


@skill.command("toy elsewhere")
def elsewhere(chat: Chat) -> None:
    chat.say(card(chat.person, "elsewhere"), to=Channel("test:T2", "#far"))


@skill.forget
def forget(db: Session, person: Person) -> list[int]:
    return [THING]


@skill.reaction("tada")
def celebrate(chat: Chat, about: int) -> None:
    reactions.append(about)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    reactions.clear()
    return team_of(skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann")


def said(team: Team) -> list[str]:
    return [one.text for one in team.channel(toy.CHANNEL)]


def test_a_card_for_later_leaves_at_its_instant(team: Team, bob: Member) -> None:
    bob.types("/toy later 3")
    assert (said(team), bob.inbox) == ([], [])
    team.tick(3 * HOUR - SECOND)
    assert (said(team), bob.inbox) == ([], [])
    team.tick(SECOND)
    assert said(team) == [one.text for one in bob.inbox] == ["Bob: later"]


def test_an_instant_without_a_zone_is_a_mistake(team: Team, bob: Member) -> None:
    with pytest.raises(BotError, match="zone"):
        bob.types("/toy naive")


def test_what_waits_for_its_time_is_never_sent(team: Team, bob: Member) -> None:
    bob.types("/toy later 3")
    bob.types("/toy back")
    assert [(row.state, row.params) for row in deliveries(team)] == [("cancelled", {})] * 2
    team.tick(4 * HOUR)
    assert (said(team), bob.inbox) == ([], [])


def test_what_is_forgotten_is_not_told_later(team: Team, bob: Member, ann: Member) -> None:
    bob.types("/toy later 3")
    ann.presses("Erase me", on=ann.types("/piazza forgetme"))
    rows = [(row.state, row.params) for row in deliveries(team) if row.state != "sent"]
    assert rows == [("cancelled", {})] * 2
    team.tick(4 * HOUR)
    assert (said(team), bob.inbox) == ([], [])


def test_what_is_posted_of_the_forgotten_can_still_be_withdrawn(
    team: Team, bob: Member, ann: Member
) -> None:
    carl = team.member("Carl")
    bob.types("/toy @carl thank you")
    ann.presses("Erase me", on=ann.types("/piazza forgetme"))
    assert (len(said(team)), len(carl.inbox)) == (1, 1)
    bob.types("/toy back")
    assert (said(team), carl.inbox) == ([], [])


def test_what_was_posted_is_removed_from_channels_and_direct_messages(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/toy @ann thank you")
    assert (len(said(team)), len(ann.inbox)) == (1, 1)
    bob.types("/toy back")
    assert (said(team), ann.inbox) == ([], [])
    assert states(team) == ["cancelled", "cancelled", "sent"]


def test_what_is_withdrawn_is_neither_updated_nor_removed_again(
    team: Team, bob: Member, ann: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob.types("/toy @ann thank you")
    bob.types("/toy back")
    monkeypatch.setattr(team.platform, "deliver", None)
    bob.types("/toy new")
    bob.types("/toy back")
    assert set(states(team)) == {"cancelled", "sent"}


def test_what_is_said_after_it_stays_and_can_be_withdrawn_too(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/toy @ann thank you")
    bob.types("/toy back #again")
    assert (said(team), ann.inbox, bob.inbox) == (["Bob: again"], [], [])
    bob.types("/toy new")
    assert said(team) == ["Bob: newer"]
    bob.types("/toy back")
    assert said(team) == []


def test_an_update_that_waits_is_not_made(team: Team, bob: Member, ann: Member) -> None:
    bob.types("/toy @ann thank you")
    team.platform.refusals.append(DeliveryError("internal_error"))
    bob.types("/toy new")
    bob.types("/toy back")
    team.tick(7 * HOUR)
    assert sorted(states(team)) == ["cancelled", "cancelled", "cancelled", "sent"]
    assert (said(team), ann.inbox) == ([], [])


def test_what_may_have_arrived_is_not_sent_again(team: Team, bob: Member, ann: Member) -> None:
    unknown = DeliveryError("timeout", unknown=True)
    team.platform.refusals.extend([unknown, unknown])
    bob.types("/toy @ann thank you")
    assert states(team) == ["unknown", "unknown"]
    bob.types("/toy back")
    team.tick(7 * HOUR)
    assert [(row.state, row.error, row.params) for row in deliveries(team)] == [
        ("failed", "withdrawn; it may have arrived", {})
    ] * 2
    assert (said(team), ann.inbox) == ([], [])


@pytest.mark.parametrize("resent", [False, True])
def test_who_takes_back_what_may_have_arrived_is_told_that_it_may_still_be_there(
    team: Team, bob: Member, ann: Member, resent: bool
) -> None:
    bob.types("/toy @ann thank you")
    assert bob.types("/toy back").text == "All is taken back."
    team.platform.refusals.append(DeliveryError("timeout", unknown=True))
    bob.types("/toy @ann thank you")
    if resent:
        team.tick(HOUR)
    assert bob.types("/toy back").text == "One may still be there."
    assert bob.types("/toy back").text == "All is taken back."


def test_an_update_that_may_have_arrived_is_removed_with_its_card(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/toy @ann thank you")
    team.platform.refusals.append(DeliveryError("timeout", unknown=True))
    bob.types("/toy new")
    assert bob.types("/toy back").text == "All is taken back."
    assert said(team) == []
    assert set(states(team)) == {"cancelled", "sent"}


def test_who_has_taken_it_and_not_begun_does_not_send_it(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/toy later 1")
    team.now += HOUR
    taken = write(team, lambda db: outbox.lease(db, WORKSPACE, INTERACTIVE, team.now))
    bob.types("/toy back")
    begun = [write(team, lambda db, one=one: begins(team, db, one)) for one in taken]
    assert begun == [False, False]
    team.tick(LEASE_IS_OVER)
    assert states(team) == ["cancelled", "cancelled"]


ENDINGS = {
    "arrives": None,
    "fails": DeliveryError("internal_error"),
    "is told to wait": DeliveryError("ratelimited", retry_after=0.02),
    "may have arrived": DeliveryError("timeout", unknown=True),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS.keys())
def test_what_is_just_being_sent_is_not_there_in_the_end(
    team: Team,
    bob: Member,
    ann: Member,
    monkeypatch: pytest.MonkeyPatch,
    ending: DeliveryError | None,
) -> None:
    deliver = team.platform.deliver
    sent: list[bool] = []

    async def withdrawn_meanwhile(parcel: Parcel) -> Mapping[str, str]:
        if not sent:
            sent.append(True)
            await withdraw_now(team)
            if ending:
                raise ending
        return await deliver(parcel)

    monkeypatch.setattr(team.platform, "deliver", withdrawn_meanwhile)
    bob.types("/toy @ann thank you")
    for _ in range(3):
        team.tick(7 * HOUR)
    assert (said(team), ann.inbox) == ([], [])
    unclear = ending is not None and ending.unknown
    assert set(states(team)) == {"cancelled", "sent", *(["failed"] if unclear else [])}


async def withdraw_now(team: Team) -> None:
    """Take the thing back in a transaction of somebody else's."""
    await team.app.database.write(
        lambda db: queue_effects(
            db.connection(),
            [Withdraw(THING)],
            cause="meanwhile",
            workspace=WORKSPACE,
            skill="toy",
            now=team.now,
            router=team.app.house.router,
        )
    )


def test_a_removal_waits_for_what_another_process_is_sending(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/toy later 1")
    team.now += HOUR
    first, _ = write(team, lambda db: outbox.lease(db, WORKSPACE, INTERACTIVE, team.now))
    assert write(team, lambda db: begins(team, db, first))
    bob.types("/toy back")
    assert states(team) == ["sending", "cancelled", "pending"]
    place = team.run(team.platform.deliver(parcel_of(team, first)))
    assert write(team, lambda db: outbox.sent(db, first.id, first.epoch + 1, place))
    assert len(said(team)) == 1
    team.tick(3 * SECOND)
    assert states(team) == ["cancelled", "cancelled", "sent"]
    assert said(team) == []


def test_a_removal_ends_when_the_process_that_was_sending_has_died(team: Team, bob: Member) -> None:
    bob.types("/toy later 1")
    team.now += HOUR
    first, _ = write(team, lambda db: outbox.lease(db, WORKSPACE, INTERACTIVE, team.now))
    assert write(team, lambda db: begins(team, db, first))
    bob.types("/toy back")
    team.tick(LEASE_IS_OVER)
    assert states(team) == ["failed", "cancelled", "sent"]
    assert said(team) == []


def test_what_cannot_be_removed_keeps_nothing_else_there(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/toy @ann thank you")
    team.platform.refusals.append(DeliveryError("cant_delete_message", final=True))
    bob.types("/toy back")
    assert (len(said(team)), ann.inbox) == (1, [])
    assert states(team) == ["sent", "cancelled", "failed"]


def test_a_removal_that_fails_is_tried_again(team: Team, bob: Member, ann: Member) -> None:
    bob.types("/toy @ann thank you")
    team.platform.refusals.append(DeliveryError("internal_error"))
    bob.types("/toy back")
    team.tick(HOUR)
    assert (said(team), ann.inbox) == ([], [])


def test_told_to_wait_it_removes_no_other_card_meanwhile(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/toy @ann thank you")
    team.platform.refusals.append(DeliveryError("ratelimited", retry_after=HOUR.total_seconds()))
    bob.types("/toy back")
    assert (len(said(team)), len(ann.inbox)) == (1, 1)
    team.tick(HOUR + timedelta(seconds=1))
    assert (said(team), ann.inbox) == ([], [])


def test_each_card_is_removed_in_its_turn_and_those_without_one_later(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/toy @ann thank you")
    team.platform.refusals.append(DeliveryError("ratelimited", retry_after=HOUR.total_seconds()))
    bob.types("/toy back")
    team.now += HOUR + SECOND
    courier, closing = team.app.courier, asyncio.Event()
    closing.set()
    no_turn = Governor(60, 60, lambda: team.now, closing)
    take = partial(courier.sorter.take, workspace=WORKSPACE, lane=INTERACTIVE, most=20)
    [removal] = team.app.database.write_now(take) or []
    team.run(courier.carrier.carry(removal, no_turn))
    assert len(said(team)) + len(ann.inbox) == 1
    team.tick(SECOND)
    assert (said(team), ann.inbox, states(team)[-1]) == ([], [], "sent")


def test_a_card_that_stands_in_two_workspaces_is_updated_in_both(
    team: Team, bob: Member, ann: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team.platform, "workspaces", (WORKSPACE, "test:T2"))
    bob.types("/toy elsewhere")
    bob.types("/toy @ann thank you")
    team.tick(SECOND)
    asked: list[tuple[str, str]] = []

    async def keep(parcel: Parcel) -> Mapping[str, str]:
        asked.append((parcel.workspace, parcel.place["channel"]))
        return parcel.place

    monkeypatch.setattr(team.platform, "deliver", keep)
    bob.types("/toy new")
    team.tick(SECOND)
    assert sorted(asked) == [(WORKSPACE, toy.CHANNEL), ("test:T2", "#far")]


def test_each_workspace_is_asked_for_its_own(
    team: Team, bob: Member, ann: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team.platform, "workspaces", (WORKSPACE, "test:T2"))
    bob.types("/toy elsewhere")
    bob.types("/toy @ann thank you")
    team.tick(SECOND)
    asked: list[tuple[str, str, bool]] = []

    async def keep(parcel: Parcel) -> Mapping[str, str]:
        asked.append((parcel.workspace, parcel.place["channel"], parcel.gone))
        return parcel.place

    monkeypatch.setattr(team.platform, "deliver", keep)
    bob.types("/toy new")
    assert sorted(asked) == [(WORKSPACE, toy.CHANNEL, False), ("test:T2", "#far", False)]
    bob.types("/toy back")
    team.tick(SECOND)
    assert sorted(asked[2:]) == [
        (WORKSPACE, toy.CHANNEL, True),
        (WORKSPACE, ann.id, True),
        ("test:T2", "#far", True),
    ]


def test_a_direct_message_is_neither_updated_nor_takes_reactions(
    team: Team, bob: Member, ann: Member
) -> None:
    bob.types("/toy @ann thank you")
    [direct], [posted] = ann.inbox, team.channel(toy.CHANNEL)
    bob.types("/toy new")
    assert (posted.text, direct.text) == ("Bob: newer", "Bob: thank you")
    ann.reacts("tada", on=direct)
    assert reactions == []
    ann.reacts("tada", on=posted)
    assert reactions == [THING]
    bob.types("/toy back")
    ann.reacts("tada", on=posted)
    assert reactions == [THING]


def write(team: Team, work: Callable[..., Any]) -> Any:
    return team.app.database.write_now(lambda db: work(db.connection()))


def begins(team: Team, db: Any, row: Any) -> bool:
    return outbox.begin(db, row, row.epoch + 1, team.now)


def parcel_of(team: Team, row: Any) -> Parcel:
    """What a courier makes of a row."""
    found = unpack(row.params["card"], team.app.house.router)
    worded = team.app.answering.teller(WORKSPACE, None, "toy").card(found)
    return Parcel(str(row.id), WORKSPACE, row.channel, worded)
