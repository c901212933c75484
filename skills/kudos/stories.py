"""Stories: a stretch of public thanks by value, for whom everybody may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot import Chat
from skills.kudos.finding import told
from skills.kudos.model import Kudos
from skills.kudos.settings import KudosSettings


@dataclass(frozen=True, slots=True)
class Chapter:
    """The thanks that name one value, or none: how many, and some of them, newest first."""

    value: str
    count: int
    stories: Sequence[Kudos]


def chapters(chat: Chat, since: datetime, until: datetime, each: int) -> list[Chapter]:
    """The public thanks of this workspace by value, at most `each` stories of every value.

    The company's values come first, in its own order; what names none comes last.
    """
    there = told(chat.workspace, since, until)
    counts = chat.db.execute(
        select(Kudos.value, func.count()).where(there).group_by(Kudos.value)
    ).all()
    newest = (Kudos.shown.desc(), Kudos.id.desc())
    rank = func.row_number().over(partition_by=Kudos.value, order_by=newest)
    ranked = select(Kudos.id, rank.label("rank")).where(there).subquery()
    chosen = select(Kudos).join(ranked, ranked.c.id == Kudos.id).where(ranked.c.rank <= each)
    by_value: dict[str, list[Kudos]] = {}
    for one in chat.db.scalars(chosen.order_by(*newest)):
        by_value.setdefault(one.value, []).append(one)
    known = list(chat.settings(KudosSettings).values)
    return sorted(
        (Chapter(value, count, by_value[value]) for value, count in counts),
        key=lambda one: (not one.value, one.value not in known, _place(one.value, known)),
    )


def _place(value: str, known: list[str]) -> tuple[int, str]:
    return (known.index(value) if value in known else len(known)), value
