"""The allowance: how many thanks the asker may still give on their own day."""

from __future__ import annotations

from datetime import datetime, time

from bot import Chat
from skills.kudos.settings import KudosSettings
from skills.kudos.storing import given_since


def left_today(chat: Chat) -> int:
    """How many the asker can still give today."""
    midnight = datetime.combine(chat.today, time(), chat.person.clock)
    given = given_since(chat.db, chat.person.id, midnight)
    return max(0, chat.settings(KudosSettings).allowance - given)
