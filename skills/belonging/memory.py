"""Memory: what belonging stores on somebody, how it forgets them, and what goes with time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot import Fact, Person, people_by_id, t
from skills.belonging.model import TO_BUDDY, TO_MANAGER, Answer, Buddy, Journey, Prompt
from skills.belonging.settings import skill
from skills.belonging.tracks import NEWCOMER


@skill.knows
def knows(db: Session, person: Person, now: datetime) -> list[Fact]:
    """All that belonging stores on somebody."""
    return [
        *_journey(db, person, now),
        *_prompts(db, person),
        *_answers(db, person),
        *_buddy(db, person, now),
    ]


def _journey(db: Session, person: Person, now: datetime) -> list[Fact]:
    found = db.get(Journey, person.id)
    if found is None:
        return []
    facts = [Fact(t("your_start"), found.start)]
    if found.by_account:
        facts.append(Fact(t("known_how"), t("known_by_account")))
    buddy = people_by_id(db.connection(), [found.buddy_id], now) if found.buddy_id else {}
    facts += [Fact(t("your_buddy"), one) for one in buddy.values()]
    if found.stopped:
        ended = t("known_ended") if found.ended else t("known_stopped")
        facts.append(Fact(ended, found.stopped))
    return facts + ([Fact(t("known_asked"), found.asked)] if found.asked else [])


def _prompts(db: Session, person: Person) -> list[Fact]:
    """What is said next, to themselves and about them to others."""
    prompts = db.scalars(
        select(Prompt).where(Prompt.person_id == person.id).order_by(Prompt.role)
    ).all()
    mine, others = t("known_next"), t("known_next_others")
    return [
        Fact(mine if one.role == NEWCOMER else others, one.due or t("known_no_more"))
        for one in prompts
    ]


def _answers(db: Session, person: Person) -> list[Fact]:
    answers = db.scalars(
        select(Answer).where(Answer.person_id == person.id).order_by(Answer.day)
    ).all()
    names = {
        TO_BUDDY: t("known_answer_buddy"),
        TO_MANAGER: t("known_answer_manager"),
    }
    return [Fact(names.get(one.reader, t("known_answer")), one.words) for one in answers]


def _buddy(db: Session, person: Person, now: datetime) -> list[Fact]:
    facts = []
    if own := db.get(Buddy, person.id):
        facts.append(Fact(t("known_buddy"), own.since))
        facts += [Fact(t("known_rests"), own.rests_until)] if own.rests_until else []
    ids: Sequence[int] = db.scalars(
        select(Journey.person_id).where(Journey.buddy_id == person.id)
    ).all()
    newcomers = list(people_by_id(db.connection(), ids, now).values()) if ids else []
    return facts + ([Fact(t("known_buddy_of"), newcomers)] if newcomers else [])


@skill.expires("journeys")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete journeys that began before a day, with what was answered on them."""
    old = select(Journey.person_id).where(Journey.start < before.date()).limit(most)
    ids = db.scalars(old).all()
    for table in (Answer, Prompt, Journey):
        db.execute(delete(table).where(table.person_id.in_(ids)))
    return len(ids)


@skill.forget
def forget(db: Session, person: Person) -> None:
    """Erase somebody; whose buddy they were gets another one."""
    for table in (Answer, Prompt, Journey, Buddy):
        db.execute(delete(table).where(table.person_id == person.id))
    db.execute(update(Journey).where(Journey.buddy_id == person.id).values(buddy_id=None))
