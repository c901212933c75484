"""Memory: what the pulse stores on somebody, beside their sealed answers, and how it forgets."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot import Fact, Person, t
from skills.pulse.bank import worded
from skills.pulse.model import PulsePoll, PulseQuestion, PulseVote
from skills.pulse.settings import skill


@skill.knows
def knows(db: Session, person: Person) -> list[Fact]:
    """The questions somebody wrote, the polls they asked, their votes in those with names."""
    theirs = select(PulseQuestion).where(PulseQuestion.made_by == person.id)
    rows = db.scalars(theirs.order_by(PulseQuestion.id))
    facts = [Fact(t("known_question"), worded(one.words, person.language, "")) for one in rows]
    asked = db.scalars(select(PulsePoll).where(PulsePoll.owner == person.id))
    facts += [Fact(t("known_poll"), one.question) for one in asked]
    votes = (
        select(PulsePoll, PulseVote.option)
        .join(PulseVote, PulseVote.poll_id == PulsePoll.id)
        .where(PulseVote.person_id == person.id)
    )
    found = db.execute(votes.order_by(PulsePoll.id))
    return facts + [Fact(t("known_vote"), poll.options[option]) for poll, option in found]


@skill.expires("polls")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete old polls, with who voted for what."""
    old = select(PulsePoll.id).where(PulsePoll.ended < before).limit(most)
    ids = db.scalars(old).all()
    db.execute(delete(PulseVote).where(PulseVote.poll_id.in_(ids)))
    db.execute(delete(PulsePoll).where(PulsePoll.id.in_(ids)))
    return len(ids)


@skill.forget
def forget(db: Session, person: Person) -> list[int]:
    """Of the questions somebody wrote only the numbers stay, beside what was answered to them.

    Polls they asked go with all that was voted; return which.
    """
    theirs = update(PulseQuestion).where(PulseQuestion.made_by == person.id)
    now = func.coalesce(PulseQuestion.retired, PulseQuestion.made)
    db.execute(theirs.values(made_by=None, words={}, options=[], retired=now))
    db.execute(delete(PulseVote).where(PulseVote.person_id == person.id))
    theirs_ = select(PulsePoll.id).where(PulsePoll.owner == person.id)
    gone = list(db.scalars(theirs_))
    db.execute(delete(PulseVote).where(PulseVote.poll_id.in_(gone)))
    db.execute(delete(PulsePoll).where(PulsePoll.id.in_(gone)))
    return gone
