"""What can still be read of somebody's words in all that Piazza holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from bot.testing import Team


def found(team: Team, marks: list[str]) -> list[str]:
    """Which marks stand where, in any way of writing them."""
    return [
        f"{mark} in {name}"
        for name, whole in held(team).items()
        for mark in marks
        for code in ("utf-8", "utf-16-le", "utf-16-be")
        if mark.lower().encode(code) in whole
    ]


def held(team: Team) -> dict[str, bytes]:
    """All that Piazza holds, in lower case: its files, or the rows that a dump shows."""
    if team.app.database.kind == "sqlite":
        folder = Path(str(make_url(str(team.app.database.engine.url)).database)).parent
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        return {path.name: path.read_bytes().lower() for path in files}
    return team.app.database.read_now(lambda db: dict(dumped(db)))


def dumped(db: Session) -> Iterator[tuple[str, bytes]]:
    for table in sa.inspect(db.connection()).get_table_names():
        rows = db.execute(sa.text(f'SELECT * FROM "{table}"')).all()
        yield table, str(rows).lower().encode()
