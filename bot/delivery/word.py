"""A word to the community managers, about something that they have to know."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery.queue import queue_effects
from bot.people import Channel, Role
from bot.runtime.house import House
from bot.runtime.outgoing import Say, Send

KIND = "bot.word"


def tell(db: Session, house: House, card: Card, cause: str, workspace: str, now: datetime) -> None:
    """Tell every community manager, or where there is none the digest's channel, once a cause."""
    holders = house.holders(db, Role.CM, now)
    place = Channel(workspace, house.digest_channel)
    queue_effects(
        db.connection(),
        [Send(card, one) for one in holders] or [Say(card, place)],
        cause=f"{KIND}/{cause}",
        workspace=workspace,
        skill="bot",
        kind=KIND,
        now=now,
        router=house.router,
    )
