"""Cells: what is published of one item in one unit, and never changed any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.figures import Figures
from bot.privacy.items import Path
from bot.privacy.tables import ballot_cell


@dataclass(frozen=True, slots=True)
class Cell:
    """An item in a unit; without figures it is hidden, for whatever reason."""

    item: str
    path: Path
    figures: Figures | None = None


def keep(db: Connection, round_id: int, cells: Sequence[Cell]) -> None:
    """Keep the cells of a round, in the order given."""
    rows = [
        {
            "round_id": round_id,
            "item": cell.item,
            "position": position,
            "path": list(cell.path),
            "figures": cell.figures.to_json() if cell.figures else None,
        }
        for position, cell in enumerate(cells)
    ]
    if rows:
        db.execute(sa.insert(ballot_cell), rows)


def kept(db: Connection, round_id: int, item: str | None = None) -> list[Cell]:
    """The cells of a round, or of one of its items, in the order they were kept in."""
    table = ballot_cell.c
    query = sa.select(table.item, table.path, table.figures).where(table.round_id == round_id)
    query = query if item is None else query.where(table.item == item)
    return [
        Cell(item, tuple(path), Figures.from_json(told) if told else None)
        for item, path, told in db.execute(query.order_by(table.position))
    ]
