"""`piazza undelivered`: what could not be delivered, and sending it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.delivery import dead_letters
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
            typer.echo(f"{_send_again(piazza)} messages will be sent again")
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
    """Send all of it again, a chunk at a time; what fails again meanwhile is left."""
    moment, total = piazza.clock(), 0
    which = dead_letters.before(moment)

    def change(db: Session) -> int:
        return dead_letters.send_again(db.connection(), which, moment)

    while number := piazza.database.write_now(change):
        total += number
    if total:
        reason = Why(str(total))
        piazza.database.write_now(
            lambda db: audit.note(db.connection(), moment, "", None, "undelivered", reason)
        )
    return total
