"""`piazza undelivered`: what could not be delivered, and sending it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.delivery import dead_letters
from bot.delivery.dead_letters import Which
from bot.directory import audit
from bot.directory.audit import Why
from bot.runtime.app import App
from bot.runtime.undelivered import help_of, why_of
from bot.runtime.words import Words


def undelivered(
    again: Annotated[
        bool, typer.Option("--send-again", help="Send again what can be; the running bot does so.")
    ] = False,
) -> None:
    """Say what could not be delivered, why, and what helps."""
    with opened() as piazza:
        if again:
            count = _send_again(piazza)
            typer.echo(f"{count} {'message' if count == 1 else 'messages'} will be sent again")
            return
        for line in piazza.database.read_now(lambda db: list(_lines(piazza, db))):
            typer.echo(line)


def _lines(piazza: App, db: Session) -> Iterator[str]:
    words = Words(piazza.catalogue, "en", piazza.house.company.zone, "bot")
    piles = dead_letters.piles(db.connection(), piazza.clock())
    if not piles:
        yield "everything could be delivered"
    for pile in piles:
        why, remedy = words.plain(why_of(pile.cause)), words.plain(help_of(pile))
        maybe = f", {pile.doubtful} of which may have arrived" if pile.doubtful else ""
        yield f"{pile.count:>6}  {why}: {pile.sendable} can be sent again{maybe}"
        yield f"        {remedy}"


def _send_again(piazza: App) -> int:
    """Send all of it again, a chunk at a time."""
    database, now = piazza.database, piazza.clock()
    total = 0
    for chunk in database.read_now(lambda db: dead_letters.chunks(db.connection(), ())):
        total += database.write_now(partial(_some, which=chunk, now=now))
    if total:
        database.write_now(
            lambda db: audit.note(db.connection(), now, "", None, "undelivered", Why(str(total)))
        )
    return total


def _some(db: Session, which: Which, now: datetime) -> int:
    return dead_letters.send_again(db.connection(), which, now)
