"""`piazza undelivered`: what could not be delivered, and sending it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.delivery import backlog, dead_letters
from bot.delivery.dead_letters import Which
from bot.directory import audit
from bot.directory.audit import Why
from bot.runtime.app import App
from bot.runtime.undelivered import help_of, why_of
from bot.runtime.unfinished import MOST
from bot.runtime.words import Words
from bot.texts import core


def undelivered(
    again: Annotated[
        bool, typer.Option("--send-again", help="Send again what can be; the running bot does so.")
    ] = False,
) -> None:
    """Say what could not be delivered, why, and what helps."""
    with opened() as piazza:
        if again:
            count, tasks = _send_again(piazza), _do_again(piazza)
            typer.echo(f"{count} {'message' if count == 1 else 'messages'} will be sent again")
            if tasks:
                what = "background task" if tasks == 1 else "background tasks"
                typer.echo(f"{tasks} {what} will be done again")
            return
        for line in piazza.database.read_now(lambda db: list(_lines(piazza, db))):
            typer.echo(line)


def _lines(piazza: App, db: Session) -> Iterator[str]:
    words = Words(piazza.catalogue, "en", piazza.house.company.zone, "bot")
    piles = dead_letters.piles(db.connection(), piazza.clock())
    tasks = backlog.lost(db.connection())
    if not piles and not tasks:
        yield "everything could be delivered"
    for pile in piles:
        why, remedy = words.plain(why_of(pile.cause)), words.plain(help_of(pile))
        maybe = f", {pile.doubtful} of which may have arrived" if pile.doubtful else ""
        yield f"{pile.count:>6}  {why}: {pile.sendable} can be sent again{maybe}"
        yield f"        {remedy}"
    if tasks:
        yield f"{tasks:>6}  background tasks given up:"
        for one in backlog.newest_lost(db.connection(), MOST):
            sealed = one.kind in piazza.house.sealed
            why = "" if sealed else f", {one.made:%Y-%m-%d}: {one.error}"
            yield f"        {one.kind}{why}"
        yield f"        {words.plain(core('unfinished.help'))}"


def _send_again(piazza: App) -> int:
    """Send all of it again, a chunk at a time."""
    database, now = piazza.database, piazza.clock()
    total = 0
    for chunk in database.read_now(lambda db: dead_letters.chunks(db.connection(), ())):
        total += database.write_now(partial(_some, which=chunk, now=now))
    if total:
        database.write_now(partial(_note, now=now, number=total))
    return total


def _some(db: Session, which: Which, now: datetime) -> int:
    return dead_letters.send_again(db.connection(), which, now)


def _do_again(piazza: App) -> int:
    """Have all background work done again that was given up."""

    def change(db: Session) -> int:
        count = backlog.again(db.connection(), piazza.clock())
        if count:
            _note(db, piazza.clock(), count)
        return count

    return piazza.database.write_now(change)


def _note(db: Session, now: datetime, number: int) -> None:
    audit.note(db.connection(), now, "", None, "undelivered", Why(str(number)))
