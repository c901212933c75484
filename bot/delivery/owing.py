"""Owing: a word that goes out by itself where an answer has not reached whom it was for."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.cards import Card
from bot.delivery.queue import NAMESPACE, queue_effects
from bot.delivery.tables import delivery
from bot.people import Person
from bot.runtime.outgoing import Send
from bot.runtime.router import Router
from bot.texts import Text

# For so long the answer itself is tried further.
GRACE: Final = timedelta(minutes=2)


def owe(
    db: Connection,
    who: Person,
    word: Text,
    cause: str,
    workspace: str,
    now: datetime,
    router: Router,
) -> None:
    """Have somebody read a word in a while, unless it is `paid` before.

    Only that word is kept, never the answer: it may quote others, who may be forgotten meanwhile.
    """
    queue_effects(
        db,
        [Send(Card(word), who, at=now + GRACE)],
        cause=cause,
        workspace=workspace,
        skill="bot",
        now=now,
        router=router,
    )


def paid(db: Connection, cause: str) -> None:
    """Leave the word unsaid: the answer has arrived."""
    row = delivery.c.id == uuid.uuid5(NAMESPACE, f"{cause}#0")
    db.execute(sa.delete(delivery).where(row, delivery.c.state == "pending"))
