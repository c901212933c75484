"""`piazza db`: the schema of the database."""

from __future__ import annotations

import typer

from bot.cli.context import configured
from bot.cli.fitting import refuse_unfit
from bot.runtime import assembly
from bot.store import migrate
from bot.store.status import status as states_of

app = typer.Typer(help="The schema of the database.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the schema up to date; what is up to date is left alone."""
    conf, skills = configured()
    database = assembly.open_store(conf)
    try:
        done = migrate.upgrade(database, assembly.homes(skills))
    finally:
        database.close()
    typer.echo("\n".join(done) or "everything is up to date")


@app.command()
def status() -> None:
    """Show the schema's state, a line for the core and for each skill."""
    conf, skills = configured()
    database = assembly.open_store(conf)
    try:
        for one in states_of(database, assembly.homes(skills)):
            typer.echo(f"{one.name:<12} {one.state:<8} {one.current or '-'} -> {one.head or '-'}")
        refuse_unfit(conf, skills, database)
    finally:
        database.close()
