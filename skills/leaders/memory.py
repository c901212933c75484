"""Memory: what talks store on somebody; of questions and votes there is nothing to tell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot import Cell, Column, Fact, Person, people_by_id, t
from skills.leaders import finding
from skills.leaders.model import GONE, NOTHING, TOLD, Leader, Question, Talk
from skills.leaders.settings import skill


@skill.knows
def knows(db: Session, person: Person) -> list[Fact]:
    """What talks store on somebody: what they opened, where they answer, what they answered."""
    opened = db.scalars(select(Talk.topic).where(Talk.opened_by == person.id).order_by(Talk.id))
    theirs = select(Talk.topic).join(Leader, Leader.talk_id == Talk.id)
    asked = db.scalars(theirs.where(Leader.person_id == person.id).order_by(Talk.id))
    said = db.scalars(select(Question.answer).where(Question.answered_by == person.id))
    return [
        *(Fact(t("known_opened"), one) for one in opened),
        *(Fact(t("known_leader"), one) for one in asked),
        *(Fact(t("known_answer"), one) for one in said),
    ]


@skill.forget
def forget(db: Session, person: Person) -> list[int]:
    """Erase somebody's answers, and the topics of what they opened; return which talks changed."""
    theirs = select(Question.talk_id).where(Question.answered_by == person.id)
    opened = select(Talk.id).where(Talk.opened_by == person.id)
    gone = {*db.scalars(theirs), *db.scalars(opened)}
    mine = update(Question).where(Question.answered_by == person.id)
    db.execute(mine.values(answer=GONE, answered_by=None))
    db.execute(update(Talk).where(Talk.id.in_(opened)).values(topic=GONE, opened_by=None))
    db.execute(delete(Leader).where(Leader.person_id == person.id))
    return sorted(gone)


@skill.expires("talks")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete talks that ended long ago, with their questions and answers."""
    over = Talk.phase.in_((TOLD, NOTHING)), Talk.since < before
    ids = db.scalars(select(Talk.id).where(*over).limit(most)).all()
    db.execute(delete(Talk).where(Talk.id.in_(ids)))
    return len(ids)


COLUMNS = (
    Column("talk", gate="everybody"),
    Column("number", "number", "everybody"),
    Column("question", gate="everybody"),
    Column("share", "percent", "published"),
    Column("answer", gate="everybody"),
    Column("answered by", gate="everybody"),
    Column("due", "day", "everybody"),
)


@skill.export("questions", COLUMNS)
def export(db: Session, *, now: datetime) -> list[dict[str, Cell]]:
    """Every question that everybody can read, with its answer where that is told."""
    public = select(Talk).where(Talk.phase.in_(finding.PUBLIC)).order_by(Talk.id)
    talks = db.scalars(public).all()
    found = [(talk, one) for talk in talks for one in finding.standing(db, talk)]
    ids = {one.answered_by for _, one in found if one.answered_by is not None}
    people = people_by_id(db.connection(), ids, now)
    return [
        {
            "talk": talk.topic,
            "number": one.place,
            "question": one.words,
            "share": one.share,
            **_answer(talk, one, people),
        }
        for talk, one in found
    ]


def _answer(talk: Talk, one: Question, people: dict[int, Person]) -> dict[str, Cell]:
    if talk.phase != TOLD:
        return {"answer": None, "answered by": None, "due": talk.due}
    who = people.get(one.answered_by or 0)
    return {"answer": one.answer, "answered by": who.name if who else "", "due": talk.due}
