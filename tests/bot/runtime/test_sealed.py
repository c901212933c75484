"""What is sealed may whisper or open a form, and nothing that anybody else could see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot import BotError, Button, Card, Chat, Form, Item, Role, SetupError, Skill, text, weekly
from bot.runtime.outgoing import Open, Recorded, Send, Whisper
from bot.testing import Team
from bot.texts import core
from bot.work import Work
from tests.bot import toy

DONE = core("done")


class Note(Form, sealed=True):
    """What nobody is to see."""

    words: str = text()


class Order(Form):
    """What everybody may see."""

    words: str = text()


class Deeper(Note):
    """A form that is sealed because the one it is made from is."""


def job(_work: Work) -> None:
    """Nothing."""


def take(chat: Chat, _form: Note) -> None:
    """Say that it is done."""
    chat.whisper(DONE)


def take_plain(chat: Chat, _form: Order) -> None:
    """Say that it is done."""
    chat.whisper(DONE)


def skilled() -> Skill:
    made = Skill("toy", home=toy.HOME)
    made.job("job")(job)
    made.nudge("ping", weekly("friday", at="10:00"), audience=toy.everybody)(toy.ping)
    return made


def team_of(run: Callable[[Chat], object], *, sealed: bool = True) -> Team:
    made = skilled()
    made.command("toy", sealed=sealed)(run)  # type: ignore[arg-type]
    made.form(Note)(take)
    made.form(Order)(take_plain)
    return Team([made])


LOUD: dict[str, Callable[[Chat], object]] = {
    "says": lambda chat: chat.say(DONE, to="#all"),
    "sends": lambda chat: chat.send(DONE, to=chat.person),
    "updates": lambda chat: chat.update(Card(DONE, about=1)),
    "withdraws": lambda chat: chat.withdraw(1),
    "works": lambda chat: chat.later(job),
    "audits": lambda chat: chat.audit("why"),
    "nudges": lambda chat: chat.nudge("ping"),
    "whispers, too": lambda chat: chat.effects.extend([Whisper(Card(DONE)), Recorded(chat.now)]),
}
OPENS: dict[str, Callable[[Chat], object]] = {
    "whispers": lambda chat: chat.whisper(DONE),
    "opens": lambda chat: chat.open(Note),
    "opens another": lambda chat: chat.open(Order, words="x"),
}
UNSEALED: dict[str, Callable[[Chat], object]] = {
    "opens and says": lambda chat: chat.effects.extend([Open(Note), Send(Card(DONE), chat.person)]),
    "fills in": lambda chat: chat.open(Note, words="x"),
    "takes answers": lambda chat: chat.effects.append(Recorded(chat.now)),
}


@pytest.mark.parametrize("run", LOUD.values(), ids=LOUD)
def test_what_is_sealed_does_nothing_else(run: Callable[[Chat], object]) -> None:
    with team_of(run) as team, pytest.raises(BotError):
        team.member("Bob").types("/toy")


@pytest.mark.parametrize("run", OPENS.values(), ids=OPENS)
def test_what_is_sealed_whispers_and_opens(run: Callable[[Chat], object]) -> None:
    with team_of(run) as team:
        assert team.member("Bob").types("/toy").answer


@pytest.mark.parametrize("run", UNSEALED.values(), ids=UNSEALED)
def test_what_has_to_do_with_sealed_answers_is_held_to_it(run: Callable[[Chat], object]) -> None:
    with team_of(run, sealed=False) as team, pytest.raises(BotError):
        team.member("Bob").types("/toy")


def test_answers_are_cast_by_a_sealed_form_only() -> None:
    made = skilled()

    @made.command("toy")
    def cast(chat: Chat) -> None:
        opened = chat.open_round("mood", [Item("mood")], closes=chat.now + timedelta(days=1))
        chat.cast(opened.id, {"mood": 3})

    with Team([made]) as team, pytest.raises(BotError, match="make its form sealed"):
        team.member("Bob").types("/toy")


def test_a_form_made_from_a_sealed_one_is_sealed() -> None:
    assert (Note.sealed, Deeper.sealed, Order.sealed, Form.sealed) == (True, True, False, False)
    made = skilled()
    made.command("toy", Deeper)(take)
    assert made.forms[Deeper].sealed


def test_a_power_cannot_be_sealed() -> None:
    made = skilled()
    with pytest.raises(SetupError, match=r"toy\.toy: who uses a power is noted"):
        made.command("toy", Note, only=Role.CM)(lambda chat, form: None)
    with pytest.raises(SetupError, match=r"toy\.press"):
        made.button("press", only=Role.CM, sealed=True)(lambda chat: None)


def test_what_reminds_is_sealed_and_keeps_no_count_of_weeks() -> None:
    friday = weekly("friday", at="10:00")
    remind = skilled().nudge("remind", friday, audience=toy.everybody, reminds="mood")
    with pytest.raises(SetupError, match="say sealed=True"):
        remind(toy.ping)
    seldom = skilled().nudge("ask", friday, audience=toy.everybody, every=2, sealed=True)
    with pytest.raises(SetupError, match="in which weeks"):
        seldom(toy.ping)


def test_a_form_that_could_not_open_opens_empty_from_its_button() -> None:
    made = skilled()
    made.command("toy", Note)(take)
    with Team([made]) as team:
        bob = team.member("Bob")
        late = bob.types("/toy 4 tired of it", aloud=True).late
        assert (late.card.quote, "tired" in str(late.card)) == ("", False)
        [field] = bob.presses(late.buttons[0], on=late).form.fields
        assert field.value is None


def test_its_buttons_can_be_told_from_no_others() -> None:
    made = skilled()
    press = made.button("press", sealed=True)(lambda chat: chat.open(Note))
    made.form(Note)(take)
    made.command("toy")(lambda chat: chat.whisper(Card(DONE, buttons=[Button(DONE, press)])))
    with Team([made]) as team:
        bob = team.member("Bob")
        shown = bob.types("/toy")
        form = bob.presses("Done.", on=shown)
        assert bob.fills(form, words="x").text == "Done."
