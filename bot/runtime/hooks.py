"""Hooks: what another program sends is taken once, by a skill, in one transaction."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import structlog
from sqlalchemy.orm import Session

from bot.chat import Chat
from bot.delivery import inbox
from bot.delivery.queue import queue_effects
from bot.doors import Door
from bot.errors import Refused
from bot.insight.spreadsheet import without_unfit
from bot.runtime.interaction import Outcome
from bot.runtime.words import Words
from bot.texts import Text

if TYPE_CHECKING:
    from bot.runtime.app import App

log = structlog.get_logger("piazza.hooks")


class Unfit(Exception):
    """What was sent can't be taken; the reason is one line for whoever wrote the program."""


def read(body: bytes) -> Mapping[str, object]:
    """What a program says; Unfit where that is no object of JSON."""
    try:
        said = _clean(json.loads(body.decode(), parse_constant=_refuse))
    except (ValueError, RecursionError):
        raise Unfit("this is no JSON in UTF-8") from None
    if not isinstance(said, dict):
        raise Unfit("expected an object: {...}")
    return said


def _refuse(_name: str) -> NoReturn:
    raise ValueError


def _clean(value: Any) -> Any:
    """The same without the signs that no database takes."""
    match value:
        case str():
            return without_unfit(value)
        case list():
            return [_clean(one) for one in value]
        case dict():
            return {without_unfit(name): _clean(one) for name, one in value.items()}
    return value


async def take(app: App, door: Door, source: str, key: str, said: Mapping[str, object]) -> bool:
    """Have a skill take what a program says; False where it has come before, Unfit if refused."""
    app.courtesy.asked()

    def job(db: Session) -> Outcome:
        now, cause = app.clock(), f"{door.name}/{source}/{key}"
        if not inbox.take(db.connection(), "hook", cause, source, now):
            return Outcome(again=True)
        chat = Chat(db, now, app.workspaces[0], door.skill, app.house)
        door.run(chat, said, source.lower())
        db.flush()
        return Outcome(tuple(chat.effects), frozenset(_queued(app, chat, f"hook/{cause}")))

    if app.house.compares(door.skill):
        coder = app.house.likeness(door.skill).coder()
        if not coder.is_loaded:
            # Nobody is to wait for that inside a transaction.
            await asyncio.to_thread(app.house.load, door.skill)
    try:
        outcome = await app.database.write(job)
    except Refused as refused:
        await _note(app, door, source, refused.text)
        raise Unfit(_worded(app, door, refused.text)) from None
    log.info("hook", kind=door.name, source=source, again=outcome.again)
    await app.follow(outcome)
    return not outcome.again


async def _note(app: App, door: Door, source: str, why: Text) -> None:
    """Have the skill note that something was refused: all else of it is undone."""
    failed = door.failed
    if failed is None:
        return

    def job(db: Session) -> None:
        failed(Chat(db, app.clock(), app.workspaces[0], door.skill, app.house), source.lower(), why)

    await app.database.write(job)


def _queued(app: App, chat: Chat, cause: str) -> set[str]:
    return queue_effects(
        chat.db.connection(),
        chat.effects,
        cause=cause,
        workspace=chat.workspace,
        skill=chat.skill,
        now=chat.now,
        router=app.house.router,
    )


def _worded(app: App, door: Door, text: Text) -> str:
    company = app.house.company
    words = Words(app.catalogue, company.languages[0], company.zone, door.skill)
    return " ".join(words.plain(text).split())
