"""`piazza knows` and `piazza forget`: what somebody may ask of whoever stores things on them."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.cli.context import Who, meant, opened
from bot.runtime.app import App
from bot.runtime.outgoing import WordedSection, plain
from bot.texts import core


def knows(who: Who) -> None:
    """Print everything that is stored on somebody, in their language."""
    with opened() as piazza:
        sections = piazza.database.read_now(lambda db: _known(piazza, db, who))
    for section in sections:
        typer.echo(plain(section.title))
        for name, value in section.facts:
            typer.echo(f"  {name}: {plain(value)}")


def _known(piazza: App, db: Session, who: str) -> tuple[WordedSection, ...]:
    person = meant(db, who, piazza.clock())
    teller = piazza.answering.teller("", person, "bot")
    sections = piazza.house.known(db, person, piazza.clock())
    return teller.card(Card(core("known.title"), sections=sections)).sections


def forget(
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking.")] = False,
) -> None:
    """Erase somebody from everything that Piazza stores; asks first."""
    with opened() as piazza:
        person = piazza.database.read_now(lambda db: meant(db, who, piazza.clock()))
        if not yes:
            typer.confirm(f"Erase {person.name} everywhere? This can't be undone.", abort=True)
        piazza.database.write_now(lambda db: piazza.house.forget(db, person, piazza.clock()))
        piazza.database.scrub()
    typer.echo(f"nothing on {person.name} is stored any more")
