"""`piazza db move`: from one database to another, with nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.addresses import shown
from bot.cli.context import configured
from bot.cli.progress import progress
from bot.errors import SetupError
from bot.runtime import assembly, discover
from bot.runtime.values import database_url
from bot.store.database import open_database
from bot.store.moving import Ends
from bot.store.moving import move as move_all

Target = Annotated[
    str,
    typer.Argument(
        help="An empty database: sqlite:///FILE or postgresql://USER@HOST/NAME; its password is"
        " best left to PGPASSWORD or ~/.pgpass."
    ),
]


def move(target: Target) -> None:
    """Move everything into another, empty database, of the other kind or the same.

    Piazza has to be stopped. All is compared; the old database stays, and starts no Piazza.
    """
    conf, _ = configured()
    try:
        address = database_url(target)
    except ValueError as error:
        raise SetupError(f"the new database: {error}") from None
    source, other = assembly.open_store(conf), open_database(address)
    try:
        ends = Ends(source, other, shown(conf.database_url), shown(address))
        moved = move_all(ends, homes_of, partial(progress, "moving"))
    finally:
        other.close()
        source.close()
    typer.echo(
        f"moved {moved.rows:,} rows of {moved.tables} tables to {ends.there}, all compared;"
        " now set DATABASE_URL to it. The old database starts no Piazza any more"
    )


def homes_of(names: Sequence[str]) -> Mapping[str, Path]:
    """Where these schemas are described, also those of skills that are switched off."""
    skills = discover.load_skills(names)
    homes = assembly.homes(skills)
    if missing := sorted({*names} - {*homes}):
        raise SetupError(
            f"the tables of {missing[0]!r} are here, and that skill is not installed: install it,"
            " or drop them"
        )
    return {name: home for name, home in homes.items() if name in names}
