"""Finding: the talk that is meant, its leaders and its questions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Chat, Person, Refused, t
from skills.leaders.model import ANSWERING, ASKING, TOLD, VOTING, Leader, Question, Talk

# In these phases everybody reads the questions.
PUBLIC = VOTING, ANSWERING, TOLD


def find(chat: Chat, id_: int | None, *phases: str) -> Talk:
    """A talk by its number, which nobody else changes meanwhile; Refused in another phase."""
    talk = chat.db.get(Talk, id_ or 0, with_for_update=True, populate_existing=True)
    if talk is None:
        raise Refused(t("gone"))
    if phases and talk.phase not in phases:
        raise Refused(t("later_now"))
    return talk


def latest(db: Session, *phases: str) -> Talk | None:
    """The talk that was opened last, of those in some phases if any are named."""
    query = select(Talk).order_by(Talk.id.desc()).limit(1)
    return db.scalars(query.where(Talk.phase.in_(phases)) if phases else query).first()


def collecting(chat: Chat) -> Talk | None:
    """The talk to which questions can be sent now."""
    found = latest(chat.db, ASKING)
    return found if found and chat.now < found.closes else None


def standing(db: Session, talk: Talk) -> Sequence[Question]:
    """The questions of a talk that were not taken out, in their order."""
    mine = Question.talk_id == talk.id, Question.reason == ""
    return db.scalars(select(Question).where(*mine).order_by(Question.place)).all()


def out(db: Session, talk: Talk) -> Sequence[Question]:
    """The questions that were taken out."""
    mine = Question.talk_id == talk.id, Question.reason != ""
    return db.scalars(select(Question).where(*mine).order_by(Question.place)).all()


def unanswered(db: Session, talk: Talk) -> int:
    """How many questions have no answer."""
    mine = Question.talk_id == talk.id, Question.reason == "", Question.answer == ""
    return db.scalar(select(func.count()).where(*mine)) or 0


def leaders(chat: Chat, talk: Talk) -> list[Person]:
    """Who answers in a talk, as far as they are still here."""
    query = select(Leader.person_id).where(Leader.talk_id == talk.id).order_by(Leader.place)
    ids = chat.db.scalars(query).all()
    people = chat.people(ids)
    return [people[id_] for id_ in ids if id_ in people]
