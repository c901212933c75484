"""Threads: what is said to a skill's cards reaches that skill alone, if it listens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot import Card, Chat, Message, Refused, Settings, SetupError, Skill, t
from bot.delivery.tables import delivery
from bot.runtime.incoming import Incoming, Replied
from bot.runtime.router import Router
from bot.runtime.threads import heard, meant
from bot.testing import WORKSPACE, Shown, Team
from skills import kudos
from tests.bot import toy

REPLIED = sa.update(delivery).where(delivery.c.about == "echo:7")


class Loud(Settings):
    on: bool = True


def listening(name: str = "echo") -> Skill:
    """A skill that posts a card, and says back what is said to it."""
    made = Skill(name, home=toy.HOME, settings=Loud)

    @made.command(name)
    def post(chat: Chat) -> None:
        chat.say(Card(t("said", who="card", words=7), about=7), to="#toys")

    @made.reply(when=lambda settings: bool(settings.on))
    def take(chat: Chat, about: int, message: Message) -> None:
        if message.text == "no":
            raise Refused(t("said", who="no", words=about))
        author = message.author.name if message.author else "nobody"
        chat.whisper(t("said", who=author, words=f"{about} {message.text} {message.id}"))

    return made


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(listening(), kudos.skill)


def posted(team: Team) -> Shown:
    team.member("Ann").types("/echo")
    return team.channel("#toys")[-1]


def test_the_skill_whose_card_it_is_hears_what_was_said_and_answers_alone(team: Team) -> None:
    card, bob = posted(team), team.member("Bob")
    said = Replied(card.place, ("hello",), "m1")
    answer = team.hand_in(Incoming(WORKSPACE, "k1", bob.id, said, "#toys"))
    assert answer.text == "Bob: 7 hello m1"
    assert len(team.channel("#toys")) == 1
    assert bob.replies("no", on=card).text == "no: 7"


def test_a_card_of_a_skill_that_does_not_listen_is_passed_over(team: Team) -> None:
    posted(team)
    ann, bob = team.member("Cora"), team.member("Bob")
    ann.types("/kudos @bob thank you for the patient review")
    thanks = team.channel("#kudos")[-1]
    assert bob.replies("hello", on=thanks).answer.card is None
    assert not team.run(heard(team.app, WORKSPACE, thanks.place))


def test_a_reply_that_is_quicker_than_the_place_of_its_card_waits_for_it(team: Team) -> None:
    """The card is seen a moment before the platform has told where it is."""
    card, bob = posted(team), team.member("Bob")
    known = team.app.database.read_now(
        lambda db: db.execute(sa.select(delivery.c.place).where(delivery.c.about == "echo:7"))
    ).scalar_one()

    def leaving() -> None:
        change = REPLIED.values(state="sending", place=None)
        team.app.database.write_now(lambda db: db.execute(change))

    async def arrive() -> None:
        change = REPLIED.values(state="sent", place=known)
        await team.app.database.write(lambda db: db.execute(change))

    async def both() -> bool:
        found, _ = await asyncio.gather(heard(team.app, WORKSPACE, card.place), arrive())
        return found

    leaving()
    assert team.run(both())
    leaving()
    event = Incoming(WORKSPACE, "k2", bob.id, Replied(card.place, ("hello",), "m2"), "#toys")

    async def replies() -> bool:
        answer, _ = await asyncio.gather(team.app.handle(event), arrive())
        return answer.card is not None

    assert team.run(replies())
    leaving()
    # It never arrives there.
    assert not team.run(heard(team.app, WORKSPACE, card.place))


def test_only_an_event_that_is_a_command_can_turn_out_to_be_a_reply(team: Team) -> None:
    card, bob = posted(team), team.member("Bob")
    said = Replied(card.place, ("hello",), "m1")
    event = Incoming(WORKSPACE, "k1", bob.id, said, "#toys")
    assert team.run(meant(team.app, event, said)) is event


def test_whether_anybody_listens_may_be_a_setting() -> None:
    made = listening()
    assert set(Router([made]).replies) == {"echo"}
    assert set(Router([made], settings={"echo": Loud(on=False)}).replies) == set()
    always = Skill("toy", home=toy.HOME)

    @always.reply
    def take(chat: Chat, about: int, message: Message) -> None:
        """Nothing."""

    assert set(Router([always, made]).replies) == {"toy", "echo"}


def test_one_function_of_a_skill_takes_replies() -> None:
    made = listening()
    with pytest.raises(SetupError, match="echo: two functions take replies; keep one"):
        made.reply(lambda _chat, _about, _message: None)
