"""How far each home's schema is in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, column, inspect, select, table

from bot.errors import SetupError
from bot.store.database import Database
from bot.store.history import History, history


@dataclass(frozen=True)
class SchemaStatus:
    """One home's schema: the revision in the database and the newest the program knows."""

    name: str
    current: str | None
    head: str
    state: Literal["current", "behind", "newer", "absent"]

    def refuse_newer(self) -> None:
        """SetupError if the program is older than the database."""
        if self.state == "newer":
            raise SetupError(
                f"{self.name}: the database is at revision {self.current}, newer than this "
                f"program knows ({self.head}). Install the newer program or restore a backup."
            )


def version_table(name: str) -> str:
    """The table that holds the revision of a home's schema."""
    return f"alembic_version_{name}"


def status(database: Database, homes: Mapping[str, Path]) -> list[SchemaStatus]:
    """The state of each home that has migrations, core first."""
    histories = {name: history(name, homes[name]) for name in core_first(homes)}
    return database.read_now(
        lambda session: [
            schema_status(session.connection(), name, known)
            for name, known in histories.items()
            if known is not None
        ]
    )


def core_first(homes: Mapping[str, Path]) -> list[str]:
    """Skills may refer to the core's tables, so these come first."""
    return sorted(homes, key=lambda name: name != "core")


def schema_status(connection: Connection, name: str, known: History) -> SchemaStatus:
    """Compare what the database says with what the program knows."""
    current = _current(connection, name)
    if current is None:
        return SchemaStatus(name, None, known.head, "absent")
    if current == known.head:
        return SchemaStatus(name, current, known.head, "current")
    if current in known.revisions:
        return SchemaStatus(name, current, known.head, "behind")
    return SchemaStatus(name, current, known.head, "newer")


def _current(connection: Connection, name: str) -> str | None:
    if not inspect(connection).has_table(version_table(name)):
        return None
    return connection.scalar(select(column("version_num")).select_from(table(version_table(name))))
