"""Counting: how many said something of each theme and product, day by day, back from a look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, cast, distinct, extract, func, literal, select
from sqlalchemy.orm import Session

from skills.feedback.alert import COMPLAINTS, PRODUCT, THEME
from skills.feedback.kinds import COMPLAINT
from skills.feedback.model import Item, Source, Tag
from skills.feedback.spikes import FARTHEST

DAY, SECONDS = timedelta(days=1), 86_400
# What a source brings is new, and no spike, until so much of it is known.
KNOWN_AFTER = timedelta(days=28)
SOURCE = "source"
Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """So many people said something of this kind and name, through a source, so many days ago."""

    named: Named
    source: str
    ago: int
    count: int


@dataclass(frozen=True, slots=True)
class Counted:
    """All that was said, and for how many days it is known."""

    rows: Sequence[Row]
    days: int

    def series(self, kinds: Iterable[str], without: Iterable[str] = ()) -> dict[Named, list[int]]:
        """The counts of each of these kinds, the last day last."""
        found: dict[Named, list[int]] = {}
        of, left_out = set(kinds), set(without)
        for one in self.rows:
            if one.named[0] in of and one.source not in left_out and one.ago < self.days:
                counts = found.setdefault(one.named, [0] * self.days)
                counts[-1 - one.ago] += one.count
        return found


def count(db: Session, sources: Sequence[Source], until: datetime) -> Counted:
    """What came through sources that are known for a while, and are not paused."""
    began = _began(db, sources)
    names = [
        one.name for one in sources if not one.paused and began[one.name] <= until - KNOWN_AFTER
    ]
    since = max([began[one] for one in names], default=until)
    rows = [*_themes(db, names, until), *_others(db, names, until)]
    return Counted(rows, min(FARTHEST, (until - since) // DAY))


def _began(db: Session, sources: Sequence[Source]) -> Mapping[str, datetime]:
    """Since when each source is known: what a file brings may have been said long before."""
    first = dict(db.execute(select(Item.source, func.min(Item.said)).group_by(Item.source)).all())
    return {one.name: min(one.made, first.get(one.name, one.made)) for one in sources}


def _said(names: Sequence[str], until: datetime, *more: Any) -> Select[Any]:
    # Whoever says it three times in a day says it once; what has no name is by somebody else.
    who = func.coalesce(Item.customer, -Item.id).label("who")
    seconds = literal(int(until.timestamp()), BigInteger) - cast(
        extract("epoch", Item.said), BigInteger
    )
    since = until - FARTHEST * DAY
    # Nothing comes before it is said, and only by when it came there is an index.
    within = Item.came >= since, Item.said >= since, Item.said < until, Item.source.in_(names)
    return select(Item.source, (seconds // SECONDS).label("ago"), who, *more).where(*within)


def _themes(db: Session, names: Sequence[str], until: datetime) -> list[Row]:
    said = _said(names, until, Tag.tag).join(Tag, Tag.item_id == Item.id).subquery()
    by = said.c.tag, said.c.source, said.c.ago
    query = select(*by, func.count(distinct(said.c.who))).group_by(*by)
    return [Row((THEME, tag), *more) for tag, *more in db.execute(query)]


def _others(db: Session, names: Sequence[str], until: datetime) -> list[Row]:
    complaint = (Item.intent == COMPLAINT).label("complaint")
    said = _said(names, until, Item.product, complaint).subquery()
    by = said.c.product, said.c.complaint, said.c.source, said.c.ago
    rows = []
    query = select(*by, func.count(distinct(said.c.who))).group_by(*by)
    for product, is_complaint, source, ago, number in db.execute(query):
        rows.append(Row((SOURCE, source), source, ago, number))
        if product:
            rows.append(Row((PRODUCT, product), source, ago, number))
        if is_complaint:
            rows.append(Row((COMPLAINTS, ""), source, ago, number))
    return rows
