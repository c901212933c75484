"""Keeping: what is kept for how long, when what is too old goes, and how much that is."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cards import Card, Fact
from bot.chat import Chat
from bot.people import ORGANISERS, Role
from bot.runtime import daily
from bot.runtime.built_in import skill
from bot.runtime.retention import AT_ONCE, Retention
from bot.texts import Text, core


@skill.command("cm retention", only=(*ORGANISERS, Role.WORKERS_REPRESENTATIVE))
def retention(chat: Chat) -> None:
    """Say of each kind of record how long it is kept, and how many go the next time."""
    kept, due = Retention(chat.house), _next(chat)
    days = chat.house.conf.retention
    facts = [Fact(_name(kind), _days(chat, kept, kind, days.get(kind))) for kind in kept.every]
    lines = [core("retention.next", at=due) if due else core("retention.soon")]
    if len(days) < len(facts):
        lines.append(core("retention.named"))
    chat.whisper(Card(core("retention.title"), lines=lines, facts=facts))


def _next(chat: Chat) -> datetime | None:
    begun = daily.begun(chat.db.connection())
    return None if begun is None else max(begun + daily.DAY, chat.now + timedelta(minutes=1))


def _name(kind: str) -> Text:
    """What a kind of record is called."""
    room, _, name = kind.rpartition(".")
    return Text(f"keeps.{name}", {}, room or skill.name)


def _days(chat: Chat, kept: Retention, kind: str, days: int | None) -> Text:
    if days is None:
        return core("retention.kept")
    count = kept.due(chat.db, kind, days, chat.now)
    length = core("retention.days", count=days)
    if count >= AT_ONCE:
        return core("retention.many", length=length, number=AT_ONCE)
    return core("retention.some", length=length, number=count)
