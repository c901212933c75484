"""Reach: which share of each unit took part in something, as far as that tells of nobody."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot.directory.lookup import members
from bot.directory.tables import employee, person
from bot.privacy.audiences import UNITS, path_of
from bot.privacy.bands import Band
from bot.privacy.gate import publish
from bot.privacy.items import Histogram, Item, Path
from bot.privacy.units import split_of

# Of everybody there is an answer: whether they took part.
PART = Item("part", 0, 1)


@dataclass(frozen=True, slots=True)
class Reach:
    """A unit and which share of it took part, between `low` and `high` (0 to 1), in tenths.

    They are the same but where nearly all did, or nearly none. Without them nothing can be told.
    `path` leads from the company down to the unit, and is empty for everybody; `people` work there.
    """

    path: Path
    low: float | None = None
    high: float | None = None
    people: Band | None = None


def reach(db: Session, who: Select[int], k: int) -> list[Reach]:
    """Which share of each unit is among those that are selected, through the gate.

    `k` is `chat.fewest`. Ask once and keep it: what is told again after one more person took part
    tells of that person.
    """
    counts = _counts(db, who)
    sizes = {path: sum(found) for path, found in counts.items()}
    answers = {path: {PART.name: one} for path, one in counts.items()}
    cells = publish([PART], k, answers, split_of(sizes, k))
    found = []
    for cell in cells:
        told = cell.figures
        if told is None:
            found.append(Reach(cell.path))
            continue
        low, high = told.range or (told.mean, told.mean)
        found.append(Reach(cell.path, low, high, told.answered))
    return found


def _counts(db: Session, who: Select[int]) -> dict[Path, Histogram]:
    """How many directly in each unit did not take part, and how many did."""
    units = [sa.func.coalesce(employee.c[name], "") for name in UNITS]
    # Joined: of hundreds of thousands PostgreSQL would look through all of them for each person.
    (chosen,) = who.subquery().columns
    part = sa.select(chosen.label("id")).distinct().subquery()
    query = (
        sa.select(*units, sa.func.count(part.c.id), sa.func.count())
        .select_from(person.outerjoin(employee, employee.c.person_id == person.c.id))
        .outerjoin(part, part.c.id == person.c.id)
        .where(person.c.id.in_(members()))
        .group_by(*units)
    )
    found: dict[Path, Histogram] = {}
    for *names, did, size in db.execute(query):
        before = found.get(path_of(names), (0, 0))
        found[path_of(names)] = before[0] + size - did, before[1] + did
    return found
