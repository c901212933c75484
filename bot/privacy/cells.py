"""Cells: what is published of one item in one unit, and never changed any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.privacy.bands import Band
from bot.privacy.items import Path
from bot.privacy.tables import ballot_cell


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told: how many answered, and of the mean and the shares what can be told.

    `mean` has one decimal; where it would tell too much, `range` is a stretch of the scale it lies
    in, or there is neither. `shares` are whole percents, from the item's low to its high; `spread`
    is the standard deviation. `comparable`: it can be held against the round before.
    """

    answered: Band
    mean: float | None = None
    range: tuple[float, float] | None = None
    shares: tuple[int, ...] | None = None
    spread: float | None = None
    comparable: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """An item in a unit; without figures it is hidden, for whatever reason."""

    item: str
    path: Path
    figures: Figures | None = None


def to_json(figures: Figures | None) -> dict[str, Any] | None:
    """Figures as they are kept; what is not told is left out."""
    if figures is None:
        return None
    told = {
        "answered": [figures.answered.low, figures.answered.high],
        "mean": figures.mean,
        "range": figures.range and list(figures.range),
        "shares": figures.shares and list(figures.shares),
        "spread": figures.spread,
        "comparable": figures.comparable,
    }
    return {name: value for name, value in told.items() if value is not None}


def from_json(kept: dict[str, Any] | None) -> Figures | None:
    """Figures as they were kept."""
    if kept is None:
        return None
    range_ = kept.get("range")
    return Figures(
        answered=Band(*kept["answered"]),
        mean=kept.get("mean"),
        range=(range_[0], range_[1]) if range_ else None,
        shares=tuple(kept["shares"]) if "shares" in kept else None,
        spread=kept.get("spread"),
        comparable=kept["comparable"],
    )


def keep(db: Connection, round_id: int, cells: Sequence[Cell]) -> None:
    """Keep the cells of a round, in the order given."""
    rows = [
        {
            "round_id": round_id,
            "item": cell.item,
            "position": position,
            "path": list(cell.path),
            "figures": to_json(cell.figures),
        }
        for position, cell in enumerate(cells)
    ]
    if rows:
        db.execute(sa.insert(ballot_cell), rows)


def kept(db: Connection, round_id: int) -> list[Cell]:
    """The cells of a round, in the order they were kept in."""
    table = ballot_cell.c
    query = sa.select(table.item, table.path, table.figures).where(table.round_id == round_id)
    rows = db.execute(query.order_by(table.position))
    return [Cell(item, tuple(path), from_json(figures)) for item, path, figures in rows]
