"""Hooking: what programs tell of customers' words."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from bot import Chat, Refused, t
from skills.feedback import intake, sources
from skills.feedback.heard import heard
from skills.feedback.mapping import mapped
from skills.feedback.model import Source
from skills.feedback.settings import FeedbackSettings, SourceSettings, skill


@skill.hook("feedback", when=lambda settings: settings.hook, failed=sources.failed)
def take(chat: Chat, said: Mapping[str, object], source: str) -> None:
    """Take what a program tells, read as its source's mapping says; it is filed behind this."""
    settings = chat.settings(FeedbackSettings)
    own = settings.sources.get(source, SourceSettings())
    known = chat.db.scalar(select(Source).where(Source.name == source))
    if known is not None and known.paused:
        raise Refused(t("paused"))
    found = mapped(said, own.mapping, settings.mappings)
    intake.put(chat, heard(found, chat.now), source)
