"""`piazza roles`: who may do what."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.context import Who, meant, opened
from bot.directory import lookup
from bot.directory import roles as granting
from bot.people import Person, Role

app = typer.Typer(help="Who may do what.", no_args_is_help=True)

What = Annotated[Role, typer.Argument(help="The role.")]


@app.command("list")
def list_() -> None:
    """List everybody who holds a role."""
    with opened() as piazza:
        for role in Role:
            held = piazza.database.read_now(partial(_holders, role))
            for person in held:
                typer.echo(f"{role:<24} {person.name}")


@app.command()
def grant(who: Who, role: What = Role.CM) -> None:
    """Give somebody a role."""
    with opened() as piazza:

        def change(db: Session) -> Person:
            person = meant(db, who)
            granting.grant(db.connection(), person.id, role, piazza.clock())
            return person

        person = piazza.database.write_now(change)
    typer.echo(f"{person.name} is {role} now")


@app.command()
def revoke(who: Who, role: What = Role.CM) -> None:
    """Take a role away; the last community manager keeps it."""
    with opened() as piazza:

        def change(db: Session) -> Person:
            person = meant(db, who)
            granting.revoke(db.connection(), person.id, role)
            return person

        person = piazza.database.write_now(change)
    typer.echo(f"{person.name} is no longer {role}")


def _holders(role: Role, db: Session) -> list[Person]:
    return lookup.holders(db.connection(), role)
