"""Results: what a closed round has told, for whoever shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from statistics import fmean, variance
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.errors import BotError
from bot.privacy.bands import Band
from bot.privacy.cells import Cell, kept
from bot.privacy.figures import Figures
from bot.privacy.items import Item, Path
from bot.privacy.rounds import LOST, TALLIED, Round, asked_before, earlier
from bot.privacy.tables import ballot_cell, ballot_comment, ballot_round

# So many deviations to either side hold 95 of 100 means.
DEVIATIONS = 1.96
# What rounding a mean to a tenth adds to its variance.
ROUNDED = 0.1**2 / 12


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told of an item in one unit; () is everybody.

    `mean` has one decimal; instead of it there may be a `range`, or, of a choice, neither. `shares`
    are whole percents, from the item's low to its high. `around` is half the width of an interval
    that holds the mean 95 times of 100; `change` is since the round that asked it before, where it
    can be compared, and `noise` half the width of the interval that holds it 95 times of 100.
    """

    path: Path
    answered: Band
    mean: float | None
    range: tuple[float, float] | None
    shares: tuple[int, ...] | None
    around: float | None
    change: float | None
    noise: float | None = None

    @property
    def moved(self) -> int:
        """1 or -1 where it went up or down by more than chance explains, else 0."""
        if self.change is None or self.noise is None or abs(self.change) <= self.noise:
            return 0
        return 1 if self.change > 0 else -1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is told of one item: the units that are shown, and the names of those that are hidden.

    `reliability`, from 0 to 1, says how far the means of the smallest units differ by more than
    chance: ICC(2).
    """

    item: Item
    shown: tuple[Shown, ...]
    hidden: tuple[Path, ...]
    reliability: float | None


@dataclass(frozen=True, slots=True)
class Results:
    """What a closed round has told, item by item; `comments` are in no order.

    Of one that is `lost`, for its key was, nothing.
    """

    round_id: int
    kind: str
    closed: datetime
    outcomes: tuple[Outcome, ...]
    comments: tuple[str, ...]
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """What a round has told of an item in the whole company; None where that is hidden."""

    round_id: int
    closed: datetime
    item: Item
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Closed:
    """A round that was counted."""

    id: int
    opened: datetime
    closed: datetime


def closed_rounds(
    db: Connection, skill: str, kind: str, since: datetime, until: datetime
) -> list[Closed]:
    """The rounds of a kind that closed from `since` to before `until`, the first one first."""
    table = ballot_round.c
    query = sa.select(table.id, table.opened, table.closed).where(
        table.skill == skill,
        table.kind == kind,
        table.state == TALLIED,
        table.closed >= since,
        table.closed < until,
    )
    return [Closed(*row) for row in db.execute(query.order_by(table.closed, table.id))]


def commented(db: Connection, since: datetime, most: int) -> list[int]:
    """The rounds with comments that closed since then, the last one first."""
    table = ballot_round.c
    there = sa.exists().where(ballot_comment.c.round_id == table.id)
    query = sa.select(table.id).where(table.state == TALLIED, table.closed >= since, there)
    return list(db.scalars(query.order_by(table.id.desc()).limit(most)))


def closed_within(db: Connection, since: datetime, until: datetime) -> list[int]:
    """The rounds of any kind that closed from `since` to before `until`."""
    table = ballot_round.c
    within = table.state == TALLIED, table.closed >= since, table.closed < until
    return list(db.scalars(sa.select(table.id).where(*within)))


def closed_at(db: Connection, rounds: Collection[int]) -> dict[int, datetime]:
    """When some rounds closed, as far as they were counted."""
    table = ballot_round.c
    query = sa.select(table.id, table.closed).where(table.state == TALLIED, table.id.in_(rounds))
    return dict(db.execute(query).all())


def results(db: Connection, round_id: int) -> Results:
    """What a round has told, be it that it was lost; BotError while it is not counted."""
    table = ballot_round.c
    query = sa.select(table.skill, table.kind, table.closed, table.state, table["items"]).where(
        table.id == round_id, table.state.in_((TALLIED, LOST))
    )
    row = db.execute(query).one_or_none()
    if row is None:
        raise BotError(f"round {round_id} has no results")
    if row.state == LOST:
        return Results(round_id, row.kind, row.closed, (), (), lost=True)
    items = [Item(**one) for one in row._mapping["items"]]
    others = earlier(db, row.skill, row.kind, round_id)
    before = asked_before(items, others)
    cells = kept(db, round_id)
    return Results(
        round_id=round_id,
        kind=row.kind,
        closed=row.closed,
        outcomes=tuple(
            outcome(item, cells, _told_before(db, item, before.get(item.name))) for item in items
        ),
        comments=published(db, round_id),
    )


def _told_before(db: Connection, item: Item, round_: Round | None) -> list[Cell]:
    """What the round before has told of an item; of one that was lost, nothing."""
    if round_ is None or round_.state != TALLIED:
        return []
    return kept(db, round_.id, item.name)


def course(db: Connection, skill: str, kind: str, since: datetime, until: datetime) -> list[Point]:
    """What the rounds of a kind that closed in a time have told of everybody, the first one first.

    It is read from what was worked out at the close of each.
    """
    table, cell = ballot_round.c, ballot_cell.c
    closed = {
        row.id: row
        for row in db.execute(
            sa.select(table.id, table.closed, table["items"])
            .where(table.skill == skill, table.kind == kind, table.state == TALLIED)
            .where(table.closed >= since, table.closed < until)
            .order_by(table.closed, table.id)
        )
    }
    items = {
        (row.id, one["name"]): Item(**one)
        for row in closed.values()
        for one in row._mapping["items"]
    }
    if not items:
        return []
    asked = (
        sa.values(sa.column("round_id", sa.Integer), sa.column("item", sa.String), name="asked")
        .data(list(items))
        .cte("asked")
    )
    # Everybody comes first of all units.
    told = (
        sa.select(cell.figures)
        .where(cell.round_id == asked.c.round_id, cell.item == asked.c.item)
        .order_by(cell.position)
        .limit(1)
        .scalar_subquery()
    )
    rows = db.execute(sa.select(asked.c.round_id, asked.c.item, told.label("told")))
    figures = {(row.round_id, row.item): row.told for row in rows}
    return [
        Point(id_, closed[id_].closed, item, _point(figures.get((id_, name))))
        for (id_, name), item in items.items()
    ]


def _point(told: dict[str, Any] | None) -> Shown | None:
    if not told:
        return None
    found = Figures.from_json(told)
    return _shown((), found, found.spread, {}, None)


def published(db: Connection, round_id: int, most: int | None = None) -> tuple[str, ...]:
    """What was published of a round's comments: at most so many, or all."""
    table = ballot_comment.c
    query = sa.select(table.words).where(table.round_id == round_id)
    return tuple(db.scalars(query.order_by(table.position).limit(most)))


def outcome(item: Item, cells: Sequence[Cell], earlier: Sequence[Cell] = ()) -> Outcome:
    """What is told of an item, worked out of nothing but published cells of this round and the
    one before.
    """
    told = {one.path: one.figures for one in cells if one.item == item.name}
    known = {one.path: one.figures for one in earlier if one.item == item.name}
    visible = {path: figures for path, figures in told.items() if figures}
    spread = visible[()].spread if () in visible else None
    whole = known.get(())
    spread_before = whole.spread if whole else None
    return Outcome(
        item=item,
        shown=tuple(
            _shown(path, one, spread, known, spread_before) for path, one in visible.items()
        ),
        hidden=tuple(path for path, one in told.items() if one is None),
        reliability=_reliability(visible, spread),
    )


def _shown(
    path: Path,
    now: Figures,
    spread: float | None,
    earlier: Mapping[Path, Figures | None],
    spread_before: float | None,
) -> Shown:
    before = earlier.get(path) if now.comparable else None
    known = before.mean if before else None
    around = None if spread is None else DEVIATIONS * spread / sqrt(now.answered.low)
    changed = known is not None and now.mean is not None
    return Shown(
        path=path,
        answered=now.answered,
        mean=now.mean,
        range=now.range,
        shares=now.shares,
        around=None if around is None or now.mean is None else round(around, 1),
        change=round(now.mean - known, 1) if changed else None,  # type: ignore[operator]
        noise=_noise(now, before, spread, spread_before) if changed and before else None,
    )


def _noise(
    now: Figures, before: Figures, spread: float | None, spread_before: float | None
) -> float | None:
    """Half the width of the interval of a change; both means are rounded as well."""
    if spread is None or spread_before is None:
        return None
    chance = spread**2 / now.answered.low + spread_before**2 / before.answered.low
    return round(DEVIATIONS * sqrt(chance + 2 * ROUNDED), 2)


def _reliability(visible: Mapping[Path, Figures], spread: float | None) -> float | None:
    """ICC(2): the part of the variance between the smallest units that chance does not explain."""
    around = {path[:length] for path in visible for length in range(len(path))}
    least = [one for path, one in visible.items() if path not in around and one.mean is not None]
    if spread is None or len(least) < 2:
        return None
    between = variance(one.mean for one in least if one.mean is not None)
    by_chance = fmean(spread**2 / one.answered.low for one in least)
    return round(max(0.0, 1 - by_chance / between), 2) if between else 0.0
