"""What the community manager reads: how things stand."""

from __future__ import annotations

from bot import ORGANISERS, Card, Chat, t
from skills.cm.skill import skill


@skill.command("cm status", only=ORGANISERS, reads=True)
def status(chat: Chat) -> None:
    """Say how things stand."""
    chat.whisper(Card(t("status"), facts=chat.house.health(chat.db, chat.now)))
