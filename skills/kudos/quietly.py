"""Quietly: how many of those whom nobody thanked in public were thanked in private.

Each private thank-you counts once, in the quarter it falls in, after that is over: no two numbers
can be held against each other to find it.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Period, members, newcomers
from skills.kudos.measures import Share, share
from skills.kudos.model import Kudos, Recipient
from skills.kudos.weighing import YEAR

TENTH: Final = 10


def weigh(db: Session, quarter: Period, k: int) -> Share | None:
    """Which share of those who were here all the time, and were thanked by nobody in public.

    Who was thanked in public everybody knows, so what the others got has to be safe by itself.
    """
    new = newcomers(db.connection(), quarter.first, quarter.end + YEAR).keys()
    unseen = {*db.scalars(members())} - new - _got(db, quarter, private=False)
    return share(len(unseen & _got(db, quarter, private=True)), len(unseen), k, step=TENTH)


def _got(db: Session, quarter: Period, *, private: bool) -> set[int]:
    within = Kudos.shown >= quarter.start_at, Kudos.shown < quarter.end_at
    query = select(Recipient.person_id).join(Kudos).where(Kudos.private.is_(private), *within)
    return set(db.scalars(query.distinct()))
