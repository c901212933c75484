"""Threads: which begin with a card of ours, found out before anybody reads what is said there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

from sqlalchemy.orm import Session

from bot.delivery import whereabouts
from bot.runtime import about
from bot.runtime.app import EARLY, App
from bot.runtime.incoming import HELP, Called, Incoming, Ref, Replied, replied
from bot.store.errors import Busy


async def heard(app: App, workspace: str, place: Mapping[str, str]) -> bool:
    """Whether the thread of the message at a place is that of a card whose skill listens."""
    replies = app.house.router.replies
    if not replies:
        return False
    look = partial(_about, workspace=workspace, place=place)
    for pause in EARLY:
        if (found := await app.database.read(look)) is not None:
            return found.partition(":")[0] in replies
        await asyncio.sleep(pause)
    return False


def _about(db: Session, workspace: str, place: Mapping[str, str]) -> str | None:
    return whereabouts.about(db.connection(), workspace, place)


async def meant(app: App, event: Incoming, *replies: Replied) -> Incoming:
    """What was said to Piazza: a command stays one, all else may be one of these replies."""
    for reply in replies:
        if not isinstance(event.what, Called) or _is_command(app, event.what, reply):
            return event
        try:
            ours = await heard(app, event.workspace, reply.place)
        except Busy:
            # Who wrote it hears so; what is no reply to us then leads to nothing.
            ours = True
        if ours:
            return replied(event, reply)
    return event


def _is_command(app: App, called: Called, reply: Replied) -> bool:
    """Whether it is one; where Piazza is named after all the words, none follows."""
    if called == Called(HELP, aloud=True):
        return _bare(reply) in ("", HELP)
    rule, rest = app.house.router.command(called)
    return about.instead(app.house.router, rule, rest) is not None


def _bare(reply: Replied) -> str:
    parts = (one.id if isinstance(one, Ref) else one for one in reply.said)
    return "".join(parts).strip(" ,.:;!?/-–\n").casefold()
