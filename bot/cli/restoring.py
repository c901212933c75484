"""`piazza db restore` and `piazza db restored`: an older copy takes the place of the database."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection, inspect, make_url

from bot.cli.addresses import bare
from bot.cli.context import configured
from bot.directory import returned
from bot.errors import BotError, SetupError
from bot.runtime import assembly
from bot.runtime.clock import Clock
from bot.runtime.restored import Settled, settle
from bot.runtime.settings import Settings
from bot.skill import Skill
from bot.store import backup
from bot.store.alone import Alone
from bot.store.database import Database, open_database
from bot.store.migrate import bring_up
from bot.store.moved import unmark
from bot.store.solitude import without_others

# The schema into which operations.md has the tables put aside that a dump replaces.
ASIDE = "before_restore"
UNKNOWN = "who was erased since the copy was made is back: erase them again, `piazza forget`"


def restore(
    file: Annotated[Path, typer.Argument(help="The copy that `piazza db backup` made.")],
) -> None:
    """Bring a copy back so that nothing is sent again; SQLite only, and Piazza has to be stopped.

    The database that it replaces is kept beside it.
    """
    conf, skills = configured()
    url = make_url(conf.database_url)
    if url.get_backend_name() == "postgresql":
        where = shlex.quote(bare(url).render_as_string())
        raise BotError(
            "PostgreSQL has a program of its own for this: pg_restore --no-owner --exit-on-error"
            f" --dbname={where} {shlex.quote(str(file))}; then `piazza db restored`"
        )
    now, place = Clock()(), Path(str(url.database))
    with _present(place) as present, backup.part_of(file, place) as part:
        newer = [] if present is None else returned.notes(present)
        told = _settled(conf, skills, f"sqlite:///{part}", now, newer)
        aside = backup.take_place(part, place, f"{now:%Y%m%dT%H%M%SZ}")
    _tell(told, known=present is not None)
    if aside:
        typer.echo(f"what it replaces is kept: {aside}")


def restored() -> None:
    """Say that this database is an older copy: nothing is sent again. Piazza has to be stopped.

    For PostgreSQL after `pg_restore`, and to go back to a database that has moved.
    """
    conf, skills = configured()
    with closing(assembly.open_store(conf)) as database, without_others(database) as connection:
        known = database.kind == "postgresql" and ASIDE in inspect(connection).get_schema_names()
        newer = returned.notes(connection, ASIDE) if known else []
    told = _settled(conf, skills, conf.database_url, Clock()(), newer)
    _tell(told, known=known)


def _settled(
    conf: Settings,
    skills: Sequence[Skill],
    address: str,
    now: datetime,
    newer: Sequence[Mapping[str, Any]],
) -> Settled:
    with closing(open_database(address)) as database:
        _bring_up(skills, database)
    # Opened anew, for whoever wants to be alone must not have a connection open already.
    with closing(open_database(address)) as database, without_others(database) as connection:
        unmark(connection)
        held = Alone(database, connection)
        house = assembly.assemble(conf, skills, held, lambda: now).house
        return held.write_now(lambda db: settle(db, house, now, newer))


def _bring_up(skills: Sequence[Skill], database: Database) -> None:
    with without_others(database) as connection:
        if not inspect(connection).has_table("installation"):
            raise SetupError("this is no database of Piazza's; name another one")
    bring_up(database, assembly.homes(skills))


@contextmanager
def _present(place: Path) -> Iterator[Connection | None]:
    """The database that is to be replaced, with nobody beside it; None if it can't be read."""
    if not place.exists():
        yield None
        return
    try:
        database = open_database(f"sqlite:///{place}")
    except SetupError:
        yield None
        return
    with closing(database), without_others(database) as connection:
        yield connection


def _tell(told: Settled, *, known: bool) -> None:
    typer.echo(
        f"restored: {told.given_up:,} messages that were under way are given up, for they may have"
        f" arrived; {told.erased:,} people who were erased since are erased again"
    )
    if not known:
        typer.echo(f"nothing is known of the database that this one replaces: {UNKNOWN}")
