"""The sample company and a real one: never in one database."""

from __future__ import annotations

from collections.abc import Sequence

from bot.directory.lookup import workspaces
from bot.errors import SetupError
from bot.store.database import Database


def keep_apart(database: Database, names: Sequence[str]) -> None:
    """Refuse to mix the sample company with a real one, where these platforms bring people in."""
    held = {
        one.partition(":")[0] for one in database.read_now(lambda db: workspaces(db.connection()))
    }
    if "playground" in names and (real := sorted(held - {"playground"})):
        raise SetupError(
            f"this database holds people of {real[0].title()}, who have no place in a playground;"
            " connect it, or name another data folder in PIAZZA_HOME"
        )
    if "playground" not in names and "playground" in held:
        raise SetupError(
            "this database holds the sample company of the playground;"
            " name another data folder in PIAZZA_HOME, or remove this one"
        )
