"""Kept: what docs/privacy.md says goes after a while does go, table by table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.runtime.house import House
from bot.runtime.retention import AT_ONCE, LEFT, Retention
from bot.store.tables import Table
from tests.promises.tour import Tour

PAGE = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"
FAR = timedelta(days=3650)
_KIND, _AS = re.compile(r"`retention: ([\w.]+)`"), re.compile(r"\bas `(\w+)`")


class Undo(Exception):
    """Nothing of a trial stays."""


def lasting(text: str) -> Mapping[str, str]:
    """The tables whose rows go with a kind of record, by what the page says of each."""
    part = text.partition("\n## What is stored\n")[2].partition("\n## ")[0]
    lines = [line.split("|") for line in part.splitlines() if line.startswith("| `")]
    said = {name: cells[3] for cells in lines for name in re.findall(r"`(\w+)`", cells[1])}
    return {name: kind for name in said if (kind := _kind(said, name)) and kind != LEFT}


def _kind(said: Mapping[str, str], name: str) -> str:
    """The kind that a table's rows go with; none where that takes something else, too."""
    words = said.get(name, "").strip()
    if words.startswith("until"):
        return ""
    if found := _KIND.search(words):
        return found[1]
    like = _AS.search(words)
    return _kind(said, like[1]) if like and like[1] != "person" else ""


def overdue(tour: Tour) -> list[str]:
    """The tables with rows that have stayed for ten years, of those that have any now."""
    found: list[str] = []

    def try_out(db: Session) -> None:
        there = sa.inspect(db.connection()).get_table_names()
        names = [name for name in lasting(PAGE.read_text("utf-8")) if name in there]
        before = {name: _count(db, name) for name in names}
        _enforce(db, tour.team.app.house, tour.team.now + FAR)
        found.extend(
            f"{name} keeps {count} of {before[name]} rows"
            for name in before
            if (count := _count(db, name))
        )
        found.extend(f"{name} has nothing to lose" for name in before if not before[name])
        raise Undo

    with suppress(Undo):
        tour.team.app.database.write_now(try_out)
    return found


def _enforce(db: Session, house: House, now: datetime) -> None:
    kept = Retention(house)
    for kind in kept.every:
        run = kept.running(kind, now, now)
        while kind != LEFT and run(db, now, AT_ONCE):
            db.flush()


def _count(db: Session, name: str) -> int:
    table = Table.metadata.tables[name]
    query = sa.select(sa.func.count()).select_from(table)
    if name == "delivery":
        query = query.where(table.c.state != "pending")
    return db.scalar(query) or 0
