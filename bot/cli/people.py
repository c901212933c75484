"""`piazza people`: who is known."""

from __future__ import annotations

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.directory.tables import person

app = typer.Typer(help="Who is known.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List everybody: id, name, e-mail address, language, zone, what they are."""
    with opened() as piazza:
        for line in piazza.database.read_now(_lines):
            typer.echo(line)


def _lines(db: Session) -> list[str]:
    rows = db.execute(select(person).order_by(person.c.name))
    return [
        f"{row.id:>6}  {row.name:<30} {row.email:<34} {row.language:<4} {row.zone:<20} "
        f"{row.kind}{'' if row.active else ' (left)'}"
        for row in rows
    ]
