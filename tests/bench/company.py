"""A company of any size, put straight into a database, and the app that speaks to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import available_timezones

import sqlalchemy as sa

from bot.directory.tables import identity, person
from bot.people import Kind
from bot.runtime import assembly, discover
from bot.runtime.app import App
from bot.runtime.clock import Clock
from bot.store.database import Database

ZONES = 40
AT_ONCE = 10_000
# Who comes later gets the number after the last.
_NEXT = sa.text("SELECT setval(pg_get_serial_sequence('person', 'id'), max(id)) FROM person")


def zones(count: int) -> list[str]:
    """Some time zones, the company's own first."""
    places = sorted(one for one in available_timezones() if one.startswith(("Europe/", "America/")))
    return ["Europe/Rome", *(one for one in places if one != "Europe/Rome")][:count]


def hire(database: Database, workspace: str, ids: Sequence[str], where: Sequence[str]) -> None:
    """Let people be known, spread evenly over time zones."""
    for start in range(0, len(ids), AT_ONCE):
        some = list(enumerate(ids[start : start + AT_ONCE], start + 1))
        people = [
            {
                "id": number,
                "name": f"Person {number}",
                "email": "",
                "language": "en",
                "zone": where[number % len(where)],
                "kind": Kind.MEMBER,
                "active": True,
            }
            for number, _ in some
        ]
        known = [
            {"workspace": workspace, "id": id_, "person_id": number, "handle": ""}
            for number, id_ in some
        ]
        with database.engine.begin() as connection:
            connection.execute(sa.insert(person), people)
            connection.execute(sa.insert(identity), known)
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_NEXT)
        # As a server does by itself within a minute.
        connection.execute(sa.text("ANALYZE"))


def app(database_url: str, folder: Path, environment: dict[str, str], app_yaml: str) -> App:
    """The app on a database, with its schema."""
    (folder / "app.yaml").write_text(app_yaml)
    own = {"PIAZZA_HOME": f"{folder}/home", "PIAZZA_KEYS": f"{folder}/keys"}
    more = {"DATABASE_URL": database_url, **own, **environment}
    conf, skills = discover.configure(folder / "app.yaml", more)
    database = assembly.open_store(conf)
    return assembly.assemble(conf, skills, database, Clock())
