"""A small skill that asks two things and lets people write, sealed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot import Chat, Form, Item, Refused, Role, Skill, Work, results, scale, t, text

skill = Skill("survey", home=Path(__file__).parent)
ITEMS = [Item("mood", 1, 5), Item("again", 0, 10)]


class Answers(Form, sealed=True):
    """What is asked."""

    mood: int = scale(1, 5)
    again: int | None = scale(0, 10, default=None)
    comment: str = text(max_length=2000, default="")


@skill.command("survey", Answers)
def answer(chat: Chat, form: Answers) -> None:
    """Answer the open round."""
    open_ = chat.round("survey")
    if open_ is None:
        raise Refused(t("none"))
    chat.cast(open_.id, {"mood": form.mood, "again": form.again}, form.comment)


@skill.command("survey open", only=Role.CM)
def start(chat: Chat) -> None:
    """Ask for a week."""
    chat.open_round("survey", ITEMS, closes=chat.now + timedelta(days=3), then=told)
    chat.whisper(t("opened"))


@skill.command("survey close", only=Role.CM)
def end(chat: Chat) -> None:
    """Take no more answers."""
    chat.end_round("survey")
    chat.whisper(t("closed"))


@skill.job("told")
def told(work: Work, round_: int) -> None:
    """Say that there are results, or that there never will be any."""
    lost = work.read(lambda db: results(db.connection(), round_)).lost
    key = "lost" if lost else "told"
    work.write(lambda chat: chat.say(t(key, number=round_), to="#general"))
