"""`piazza roles`: who may do what, and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.orm import Session

from bot.cli.context import Who, meant, opened
from bot.directory import audit
from bot.directory import roles as granting
from bot.directory.audit import Why
from bot.directory.lookup import people_by_id
from bot.errors import BotError
from bot.people import Person, Role
from bot.runtime.app import App

app = typer.Typer(help="Who may do what.", no_args_is_help=True)

What = Annotated[Role, typer.Argument(help="The role.")]
Until = Annotated[
    str, typer.Option("--until", metavar="DATE", help="The last day, such as 2026-12-31.")
]


@app.command("list")
def list_() -> None:
    """List everybody who holds a role, and until when."""
    with opened() as piazza:
        for line in piazza.database.read_now(lambda db: _lines(db, piazza)):
            typer.echo(line)


@app.command()
def grant(who: Who, role: What = Role.CM, until: Until = "") -> None:
    """Give somebody a role, or change when it ends."""
    with opened() as piazza:
        end = _end(until, piazza) if until else None

        def change(db: Session, person: Person, now: datetime) -> None:
            granting.grant(db.connection(), person.id, role, now, end)

        person = _use(piazza, who, "roles grant", role, change)
    typer.echo(f"{person.name} is {role} now{f', until the end of {until}' if until else ''}")


@app.command()
def revoke(who: Who, role: What = Role.CM) -> None:
    """Take a role away; the last community manager keeps it."""
    with opened() as piazza:

        def change(db: Session, person: Person, _now: datetime) -> None:
            granting.revoke(db.connection(), person.id, role)

        person = _use(piazza, who, "roles revoke", role, change)
    typer.echo(f"{person.name} is no longer {role}")


def _use(
    piazza: App,
    who: str,
    power: str,
    role: Role,
    change: Callable[[Session, Person, datetime], None],
) -> Person:
    """Change somebody's role, and say so in the audit."""

    def both(db: Session) -> Person:
        now = piazza.clock()
        person = meant(db, who, now)
        change(db, person, now)
        audit.note(db.connection(), now, "", None, power, Why(role, person.id))
        return person

    return piazza.database.write_now(both)


def _end(until: str, piazza: App) -> datetime:
    """The end of a day on the company's clock."""
    company = piazza.house.company
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise BotError(f"--until: {until!r} is no date; write it like 2026-12-31") from None
    if day < piazza.clock().astimezone(company.clock).date():
        raise BotError(f"--until: {until} has passed; give a day to come")
    return datetime.combine(day + timedelta(days=1), time(), company.clock)


def _lines(db: Session, piazza: App) -> list[str]:
    now, zone = piazza.clock(), piazza.house.company.clock
    grants = granting.held_by_all(db.connection(), now)
    people = people_by_id(db.connection(), {one.person_id for one in grants}, now)
    here = [(one, people[one.person_id]) for one in grants]
    return [_line(one, person, zone) for one, person in here if person.active]


def _line(held: granting.Grant, person: Person, zone: ZoneInfo) -> str:
    last = held.last_day(zone)
    return f"{held.role:<24} {person.name}{f' (until {last})' if last else ''}"
