"""A skill that asks six things in confidence; what somebody writes may make it fail."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bot import Button, Card, Chat, Form, Item, Refused, Role, Skill, Work, scale, t, text
from tests.attacks.canary import ANSWERS

KIND = "confide"
ITEMS = [Item(name, 0, 99) for name in ANSWERS]
# What a comment begins with for the handler to break.
REFUSE, RAISE, CHAIN, GROUP, QUERY = "refuse", "raise", "chain", "group", "query"

skill = Skill("confide", home=Path(__file__).parent / "confide")


class Answers(Form, sealed=True):
    """What is asked."""

    ease: int = scale(0, 99)
    trust: int = scale(0, 99)
    pace: int = scale(0, 99)
    pride: int = scale(0, 99)
    rest: int = scale(0, 99)
    voice: int = scale(0, 99)
    comment: str = text(max_length=1000, multiline=True, default="")


@skill.command("confide", Answers)
def answer(chat: Chat, form: Answers) -> None:
    """Answer the open round, or fail as the words say."""
    _break(chat, form.comment)
    open_ = chat.round(KIND)
    if open_ is None:
        raise Refused(t("none"))
    chat.cast(open_.id, {name: getattr(form, name) for name in ANSWERS}, form.comment)


def _break(chat: Chat, words: str) -> None:
    how, _, said = words.partition(" ")
    if how == REFUSE:
        raise Refused(t("refused", words=said))
    if how == RAISE:
        raise ValueError(said)
    if how == CHAIN:
        try:
            raise KeyError(said)
        except KeyError as error:
            raise LookupError(f"not {said}") from error
    if how == GROUP:
        raise ExceptionGroup(said, [ValueError(said), ExceptionGroup(said, [KeyError(said)])])
    if how == QUERY:
        chat.db.execute(sa.text("SELECT nothing FROM nowhere WHERE words = :said"), {"said": said})


@skill.button("answer", sealed=True)
def open_form(chat: Chat) -> None:
    """Open the form, from an invitation."""
    chat.open(Answers)


@skill.command("confide open", only=Role.CM)
def start(chat: Chat) -> None:
    """Ask everybody."""
    chat.open_round(KIND, ITEMS, closes=chat.now + timedelta(days=3), then=told)
    chat.say(Card(t("asked"), buttons=[Button(t("answer"), open_form)]), to="#general")


@skill.command("confide close", only=Role.CM)
def end(chat: Chat) -> None:
    """Take no more answers."""
    chat.end_round(KIND)
    chat.whisper(t("closed"))


@skill.job("told")
def told(work: Work, round_: int) -> None:
    """Say that there are results."""
    work.write(lambda chat: chat.say(t("told", number=round_), to="#general"))
