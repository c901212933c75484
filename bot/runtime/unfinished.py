"""Background work that was given up: the community manager sees why, and has it done again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.cards import Button, Card
from bot.chat import Chat
from bot.delivery import backlog
from bot.errors import Refused
from bot.people import Role
from bot.runtime.built_in import skill
from bot.texts import Text, core

MOST = 5


def card(chat: Chat) -> Card | None:
    """What was given up, why, and what can be done with it; None where all has been done."""
    db = chat.db.connection()
    count = backlog.lost(db)
    if not count:
        return None
    lines = [_line(chat, row) for row in backlog.newest_lost(db, MOST)]
    return Card(
        core("unfinished.title", count=count),
        lines=[*lines, core("unfinished.help")],
        buttons=[
            Button(core("unfinished.again", count=count), again),
            Button(core("unfinished.dismiss", count=count), dismiss),
        ],
    )


def _line(chat: Chat, row: Row[Any]) -> Text:
    room, _, name = row.kind.partition(".")
    named = room != "bot" and chat.house.has_words(room, "name")
    whose = Text("name", {}, room) if named else "Piazza"
    if row.kind in chat.house.sealed:
        return core("unfinished.sealed", skill=whose, work=name)
    return core("unfinished.line", skill=whose, work=name, at=row.made, why=row.error)


@skill.button("unfinished_again", only=Role.CM)
def again(chat: Chat) -> None:
    """Have all of it done again."""
    _say(chat, "again", backlog.again(chat.db.connection(), chat.now))


@skill.button("unfinished_dismiss", only=Role.CM)
def dismiss(chat: Chat) -> None:
    """Drop all of it."""
    _say(chat, "dismiss", backlog.drop_lost(chat.db.connection()))


def _say(chat: Chat, how: str, count: int) -> None:
    if not count:
        raise Refused(core("undelivered.gone"))
    chat.audit(str(count))
    chat.whisper(core(f"unfinished.done_{how}", count=count))
