"""The sample company and a real one: never in one database."""

from __future__ import annotations

from collections.abc import Sequence

from bot.directory.lookup import origins
from bot.errors import SetupError
from bot.store.database import Database

SAMPLE = "Playground"


def keep_apart(database: Database, names: Sequence[str]) -> None:
    """Refuse to mix the sample company with a real one, where these platforms bring people in."""
    held = database.read_now(lambda db: origins(db.connection()))
    if "playground" in names and (real := sorted(held - {SAMPLE})):
        raise SetupError(
            f"this database holds people of {real[0]}, who have no place in a playground;"
            " connect it, or name another data folder in PIAZZA_HOME"
        )
    if "playground" not in names and SAMPLE in held:
        raise SetupError(
            "this database holds the sample company of the playground;"
            " name another data folder in PIAZZA_HOME, or remove this one"
        )
