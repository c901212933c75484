"""A skill of which nothing works, as its author sees it while it is being written."""

from __future__ import annotations

import statistics
from pathlib import Path

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot import Card, Chat, Period, Person, Skill, members, t, weekly

skill = Skill("broken", home=Path(__file__).parent)


@skill.command("broken")
def broken(chat: Chat) -> None:
    """Ask a library for what it cannot do."""
    chat.whisper(t("mean", mean=statistics.mean([])))


@skill.command("broken words")
def broken_words(chat: Chat) -> None:
    """Say, to the asker and to everybody, what nobody has worded."""
    chat.say(t("unworded"), to="#general")
    chat.whisper(t("unworded"))


def everybody(_db: Session, _week: Period) -> Select[int]:
    """Everybody."""
    return members()


@skill.nudge("late", weekly("friday", at="15:00"), audience=everybody)
def late(_person: Person) -> Card:
    """Have nothing to say."""
    raise LookupError("no card today")


@skill.post("news", weekly("friday", at="14:00"))
def news(_chat: Chat, _week: Period) -> None:
    """Have no news."""
    raise LookupError
