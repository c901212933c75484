"""What lies around of a bot: the bytes of its files, and all that a dump shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.testing import Team
from tests.attacks import heap, overflow
from tests.attacks.boxes import Box

# Whatever holds rows of ours, or samples of them for the planner.
RELATIONS = """
    SELECT pg_relation_filepath(c.oid), c.oid::regclass::text FROM pg_class c
    WHERE pg_relation_filepath(c.oid) IS NOT NULL AND (
      c.relnamespace = 'public'::regnamespace OR c.oid = 'pg_statistic'::regclass
      OR c.oid IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace = 'public'::regnamespace))
"""
# Beyond where the log ends its files hold what they were used for before.
LOG = """
    SELECT name, CASE name WHEN first.file_name THEN first.file_offset ELSE 0 END,
           CASE name WHEN last.file_name THEN last.file_offset ELSE 1 << 30 END
    FROM pg_ls_waldir(), pg_walfile_name_offset(CAST(:since AS pg_lsn)) AS first,
         pg_walfile_name_offset(pg_current_wal_insert_lsn()) AS last
    WHERE name BETWEEN first.file_name AND last.file_name ORDER BY name
"""
READ = sa.text("SELECT pg_read_binary_file(:path)")


@dataclass
class Haul:
    """Bytes by where they were found, rows by table, and the boxes in both, as they came."""

    pieces: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    boxes: list[Box] = field(default_factory=list)

    @property
    def size(self) -> str:
        """How much was searched."""
        return f"{sum(map(len, self.pieces.values())) / 1e6:.1f} MB"


def position(team: Team) -> str:
    """From where on the database's log is looked at; "" on SQLite, whose log was just emptied."""
    if team.app.database.kind == "sqlite":
        return ""
    now = sa.text("SELECT pg_current_wal_lsn()::text")
    return str(team.app.database.read_now(lambda db: db.scalar(now)))


def haul(team: Team, since: str, *, log: str = "", keys: bool = False) -> Haul:
    """Everything there is; `keys` is PIAZZA_KEYS, too."""
    found = Haul({"log": log.encode()})
    found.pieces |= dict(_files(team, keys=keys))
    if since:
        found.pieces |= team.app.database.read_now(lambda db: dict(_server(db, since)))
        found.boxes = heap.boxes(found.pieces)
    else:
        found.boxes = overflow.boxes(found.pieces)
    # Last: on PostgreSQL whoever looks at a page tidies it up.
    found.rows = team.app.database.read_now(dump)
    found.pieces |= spelled(found.rows)
    return found


def dump(db: Session) -> dict[str, list[Mapping[str, Any]]]:
    """Every row of every table, in the order they lie in."""
    names = sa.inspect(db.connection()).get_table_names()
    hidden = "ctid::text AS ctid, xmin::text AS xmin, " * (db.connection().dialect.name != "sqlite")
    return {
        name: [
            dict(row) for row in db.execute(sa.text(f'SELECT {hidden}* FROM "{name}"')).mappings()
        ]
        for name in names
    }


def spelled(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, bytes]:
    """Each table's rows, value by value, but for what is sealed."""
    return {
        f"dump/{table}": b"\n".join(_plain(value) for row in held for value in row.values())
        for table, held in rows.items()
        if table != "ballot"
    }


def _plain(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def key_files(team: Team) -> dict[str, bytes]:
    """What PIAZZA_KEYS holds."""
    return {name: held for name, held in _files(team, keys=True) if name.startswith("keys/")}


def _files(team: Team, *, keys: bool) -> Iterator[tuple[str, bytes]]:
    home = team.conf.secrets.piazza_home
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home)
        if path.is_file() and (keys or Path("keys") not in name.parents):
            yield str(name), path.read_bytes()


def _server(db: Session, since: str) -> Iterator[tuple[str, bytes]]:
    """Read through the server itself, which may run elsewhere and as somebody else."""
    db.execute(sa.text("CHECKPOINT"))
    for path, name in db.execute(sa.text(RELATIONS)).all():
        yield f"{name}", bytes(db.execute(READ, {"path": path}).scalar_one())
    for name, begin, end in db.execute(sa.text(LOG), {"since": since}).all():
        data = bytes(db.execute(READ, {"path": f"pg_wal/{name}"}).scalar_one())
        yield f"pg_wal/{name}", data[begin:end]
