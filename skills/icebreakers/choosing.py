"""Choosing: which question comes next. None twice in a turn; what was liked comes earlier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from skills.icebreakers.bank import Question
from skills.icebreakers.model import Asked, Liking

Key = tuple[int | None, int | None]
# So many more who want no more like it than who found it good, and it is not asked again.
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question did in a workspace: the last turn it was in, and likes less dislikes."""

    turn: int = 0
    score: int = 0


def standings(db: Session, workspace: str) -> Mapping[Key, Standing]:
    """How each question did that was asked in a workspace."""
    liked = case((Liking.good.is_(True), 1), (Liking.good.is_(False), -1), else_=0)
    query = (
        select(Asked.number, Asked.own, func.max(Asked.turn), func.sum(liked))
        .outerjoin(Liking, Liking.asked_id == Asked.id)
        .where(Asked.workspace == workspace)
        .group_by(Asked.number, Asked.own)
    )
    return {
        (number, own): Standing(turn, int(score)) for number, own, turn, score in db.execute(query)
    }


def following(
    questions: Sequence[Question], known: Mapping[Key, Standing], seed: str
) -> tuple[Question, int] | None:
    """The next question and its turn; None where nobody wants any of them."""
    new = Standing()
    wanted = [one for one in questions if known.get(one.key, new).score > -ENOUGH]
    if not wanted:
        return None
    turn = max((one.turn for one in known.values()), default=1)
    left = [one for one in wanted if known.get(one.key, new).turn < turn]
    if not left:
        turn, left = turn + 1, wanted
    best = max(_rank(one, known.get(one.key, new)) for one in left)
    among = [one for one in left if _rank(one, known.get(one.key, new)) == best]
    return Random(seed).choice(among), turn  # noqa: S311 - nobody gains by guessing it


def _rank(one: Question, standing: Standing) -> tuple[bool, int]:
    """What is new of a colleague's comes first, then what was liked most."""
    return one.own is not None and standing.turn == 0, standing.score
