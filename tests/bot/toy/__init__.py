"""A small skill without tables, for tests of what carries its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot import (
    Button,
    Card,
    Chat,
    Form,
    Message,
    Period,
    Person,
    Refused,
    Role,
    Schedule,
    Skill,
    members,
    person,
    t,
    text,
)

HOME = Path(__file__).parent
CHANNEL = "#toys"

skill = Skill("toy", home=HOME)


class Note(Form):
    """Something for everybody."""

    words: str = text(min_length=2, max_length=2000)


class Here(Note):
    """Something for those in the same channel."""


class Tell(Form):
    """Something for one person."""

    to: Person = person()
    words: str = text()


class Order(Form):
    """Something only a community manager sends off."""

    words: str = text()


@skill.command("toy", Note)
def note(chat: Chat, form: Note) -> None:
    """Say something to everybody; "no" is refused, and "no way" because of its words."""
    if form.words.startswith("no"):
        raise Refused(t("no", words=form.words), field="words" if form.words == "no way" else None)
    chat.say(card_of(chat.person, form.words), to=CHANNEL)
    chat.whisper(t("thanks"))


@skill.command("toy here", Here)
def say_here(chat: Chat, form: Here) -> None:
    """Say something where one is."""
    chat.say(t("said", who=chat.person, words=form.words))


def card_of(who: Person, words: str) -> Card:
    """The card for everybody; all of them are about the same thing."""
    return Card(t("said", who=who, words=words), buttons=[Button(t("repeat"), repeat, 1)], about=1)


@skill.button("repeat")
def repeat(chat: Chat, number: int) -> None:
    """Bring everything posted up to date."""
    chat.update(card_of(chat.person, f"again {number}"))


@skill.command("toy tell", Tell)
def tell(chat: Chat, form: Tell) -> None:
    """Tell one person something."""
    chat.send(t("said", who=chat.person, words=form.words), to=form.to)


@skill.command("toy cm", only=Role.CM)
def command_for_cm(chat: Chat) -> None:
    """Show a button and nothing else."""
    chat.whisper(Card(t("thanks"), buttons=[Button(t("order_button"), order_button)]))


@skill.button("order_button", only=Role.CM)
def order_button(chat: Chat) -> None:
    """Open the form."""
    chat.open(Order)


@skill.form(Order, only=Role.CM)
def order(chat: Chat, form: Order) -> None:
    """Carry out what a community manager orders."""
    chat.say(card_of(chat.person, form.words), to=CHANNEL)


@skill.shortcut("toy_keep", only=Role.CM)
def keep(chat: Chat, message: Message) -> None:
    """Keep somebody's message."""
    chat.say(card_of(chat.person, message.text), to=CHANNEL)


def ping(person: Person) -> Card:
    """Words for a nudge."""
    return Card(t("ping", name=person.name))


def post(day: Callable[[Chat], date] = lambda chat: chat.today) -> Callable[[Chat, Period], None]:
    """Something to post, with the day it runs on in it."""

    def run(chat: Chat, _week: Period) -> None:
        chat.say(t("posted", day=day(chat)), to=CHANNEL)

    return run


def everybody(_db: Session, _week: Period) -> Select[int]:
    """Every member."""
    return members()


def on_schedule(*, nudges: dict[str, Schedule] | None = None, **posts: Schedule) -> Skill:
    """A skill with the same words that only nudges and posts."""
    made = Skill("toy", home=HOME)
    for name, when in (nudges or {}).items():
        made.nudge(name, when, audience=everybody)(ping)
    for name, when in posts.items():
        made.post(name, when)(post())
    return made
