"""Sources: where words come from, and how well they do."""

from __future__ import annotations

from sqlalchemy import select

from bot import Chat, Text
from skills.feedback.model import Source
from skills.feedback.reasons import kept
from skills.feedback.settings import FeedbackSettings

HOOK, FEED, FILE, CHAT = "hook", "feed", "file", "chat"
# What colleagues hand in, and what comes from files, is called so.
COLLEAGUES, FILES = "colleagues", "file"


def named(chat: Chat, name: str, kind: str) -> Source:
    """The source of this name, which is made where it has never sent anything."""
    query = select(Source).where(Source.name == name)
    found = chat.db.scalar(query)
    if found is None:
        # Its first words may come twice at once.
        chat.in_turn("sources")
        found = chat.db.scalar(query)
    if found is None:
        found = Source(name=name, kind=kind, made=chat.now, error={})
        chat.db.add(found)
        chat.db.flush()
    return found


def known(chat: Chat) -> set[str]:
    """All sources there are, and those that the settings name."""
    return {*chat.db.scalars(select(Source.name)), *chat.settings(FeedbackSettings).sources}


def note(chat: Chat, name: str) -> None:
    """Note that something came from there."""
    kind = {COLLEAGUES: CHAT, FILES: FILE}.get(name, HOOK)
    source = named(chat, name, kind)
    source.last_item, source.errors, source.error = chat.now, 0, {}
    source.told_silent = None


def failed(chat: Chat, name: str, why: Text) -> None:
    """Note that something from there could not be taken, and why."""
    source = named(chat, name, HOOK)
    if source.paused:
        # It is refused because somebody wants it so.
        return
    source.errors += 1
    source.error, source.last_try = kept(why), chat.now
