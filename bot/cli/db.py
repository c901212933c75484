"""`piazza db`: the schema of the database, a copy of all of it, another place for it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL, make_url

from bot.cli.addresses import bare
from bot.cli.context import configured
from bot.cli.fitting import refuse_unfit
from bot.cli.moving import move
from bot.cli.restoring import restore, restored
from bot.errors import BotError
from bot.runtime import assembly
from bot.store import backup as copying
from bot.store import migrate
from bot.store.status import status as states_of

app = typer.Typer(help="The database: its schema, a copy, another place.", no_args_is_help=True)
app.command()(move)
app.command()(restore)
app.command()(restored)


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


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The copy; a file that is not there yet.")],
) -> None:
    """Copy the database into a file, also while the bot runs; SQLite only."""
    conf, _ = configured()
    url = make_url(conf.database_url)
    if url.get_backend_name() == "postgresql":
        raise BotError(f"PostgreSQL has a program of its own for this: {_pg_dump(url, file)}")
    size = copying.copy_into(Path(str(url.database)), file)
    typer.echo(f"{file}: the whole database, checked, {size:,} bytes")


def _pg_dump(url: URL, file: Path) -> str:
    """The command for a shell; a password stays where it was."""
    where = shlex.quote(bare(url).render_as_string())
    return f"pg_dump --format=custom --file={shlex.quote(str(file))} --dbname={where}"
