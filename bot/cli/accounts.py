"""`piazza people join` and `split`: whose an account is, where its address does not say it."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.context import Who, meant, opened
from bot.directory import audit, splitting
from bot.directory.audit import Why
from bot.directory.merging import merge
from bot.errors import BotError
from bot.people import Kind, Person

Account = Annotated[
    str, typer.Argument(help="An account as `piazza people list` shows it, such as slack:T1/U1.")
]


def join(one: Who, other: Who) -> None:
    """Make two entries one person, with all accounts, thanks and roles of both."""
    with opened() as piazza:

        def both(db: Session) -> Person:
            now = piazza.clock()
            first, second = meant(db, one, now), meant(db, other, now)
            _refuse_two_people(first, second)
            # Who is still here stays.
            kept, gone = sorted((first, second), key=lambda who: (not who.active, who.id))
            merge(db.connection(), {gone.id: kept.id})
            audit.note(db.connection(), now, "", None, "people join", Why(subject=kept.id))
            return kept

        person = piazza.database.write_now(both)
    typer.echo(f"{person.name} is one person now")


def split(account: Account) -> None:
    """Make an account that was joined wrongly a person of its own; what was done stays behind."""
    with opened() as piazza:

        def apart(db: Session) -> None:
            id_ = splitting.split(db.connection(), account)
            why = Why(subject=id_)
            audit.note(db.connection(), piazza.clock(), "", None, "people split", why)

        piazza.database.write_now(apart)
    typer.echo(f"{account} is somebody of their own now")


def _refuse_two_people(first: Person, second: Person) -> None:
    if first.id == second.id:
        raise BotError(f"both are {first.name} already")
    if Kind.BOT in (first.kind, second.kind):
        raise BotError("a bot is nobody; name two people")
    if same := sorted(first.identities.keys() & second.identities.keys()):
        raise BotError(
            f"{first.name} and {second.name} both have an account in {same[0]}, where nobody has"
            " two; split one off first"
        )
    if first.number and second.number:
        raise BotError(
            f"HR knows them by two numbers, {first.number} and {second.number};"
            " import a file in which they have one"
        )
