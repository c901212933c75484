"""A skill that asks in confidence: what there is of it may be known to be there, and no more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot import (
    Button,
    Card,
    Chat,
    Form,
    Item,
    Period,
    Person,
    Refused,
    Role,
    Skill,
    Work,
    members,
    scale,
    t,
    text,
    weekly,
)

KIND = "mood"
ITEMS = [Item("energy"), Item("trust")]
FAULT = "a fault for whoever says this"


skill = Skill("ballot", home=Path(__file__).parent / "ballot")


class Answers(Form, sealed=True):
    """How somebody is, in confidence."""

    energy: int = scale()
    trust: int = scale()
    comment: str = text(max_length=1000, multiline=True, default="")


@skill.command("ballot", Answers)
def answer(chat: Chat, form: Answers) -> None:
    """Take an answer, or say why not."""
    if form.comment == FAULT:
        raise ValueError(form.comment)
    if (round_ := chat.round(KIND)) is None:
        raise Refused(t("closed"))
    given = {"energy": form.energy, "trust": form.trust}
    chat.cast(round_.id, given, form.comment)


@skill.command("ballot open", only=Role.CM)
def begin(chat: Chat) -> None:
    """Ask everybody for a week."""
    chat.open_round(KIND, ITEMS, closes=chat.now + timedelta(days=7))
    chat.whisper(t("opened"))


@skill.command("ballot close", only=Role.CM)
def end(chat: Chat) -> None:
    """Take no more answers."""
    chat.end_round(KIND)
    chat.whisper(t("closed"))


@skill.button("answer", sealed=True)
def open_form(chat: Chat) -> None:
    """Open the form, from an invitation."""
    chat.open(Answers)


@skill.command("ballot now")
def open_unsaid(chat: Chat) -> None:
    """Open the form; that it is sealed, its form says."""
    chat.open(Answers)


def everybody(_db: Session, _week: Period) -> Select[int]:
    """Everybody who works here."""
    return members()


def asked(_person: Person) -> Card:
    """The question, with a button."""
    return Card(t("asked"), buttons=[Button(t("answer"), open_form)])


skill.nudge("invite", weekly("wednesday", at="10:00"), audience=everybody, sealed=True)(asked)
skill.nudge("remind", weekly("friday", at="10:00"), audience=everybody, sealed=True, reminds=KIND)(
    asked
)


@skill.job("count", sealed=True)
def count(_work: Work, _secret: str) -> None:
    """Count what was answered; it never can."""
    raise ValueError(_secret)
