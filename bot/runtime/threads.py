"""Threads: which begin with a card of ours, found out before anybody reads what is said there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy.orm import Session

from bot.delivery import whereabouts
from bot.runtime.app import EARLY, App
from bot.runtime.incoming import HELP, Called, Incoming, Ref, Replied


async def heard(app: App, workspace: str, place: Mapping[str, str]) -> bool:
    """Whether the thread of the message at a place is that of a card whose skill listens."""
    replies = app.house.router.replies
    if not replies:
        return False
    look = partial(_about, workspace=workspace, place=place)
    for pause in EARLY:
        if (about := await app.database.read(look)) is not None:
            return about.partition(":")[0] in replies
        await asyncio.sleep(pause)
    return False


def _about(db: Session, workspace: str, place: Mapping[str, str]) -> str | None:
    return whereabouts.about(db.connection(), workspace, place)


async def meant(app: App, event: Incoming, replied: Replied) -> Incoming:
    """What was said to Piazza in a thread: a command stays one, all else may be a reply."""
    if not isinstance(event.what, Called) or _is_command(app, event.what, replied):
        return event
    if not await heard(app, event.workspace, replied.place):
        return event
    return replace(event, what=replied)


def _is_command(app: App, called: Called, replied: Replied) -> bool:
    """Whether it is one; where Piazza is named after all the words, none follows."""
    if called == Called(HELP, aloud=True):
        return _bare(replied) in ("", HELP)
    return app.house.router.command(called)[0] is not None


def _bare(replied: Replied) -> str:
    parts = (one.id if isinstance(one, Ref) else one for one in replied.said)
    return "".join(parts).strip(" ,.:;!?/-–\n").casefold()
