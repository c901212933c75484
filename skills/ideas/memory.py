"""Memory: what the ideas store on somebody, and how they forget them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot import Fact, Person, Said, Text, Topic, t
from skills.ideas.model import (
    GONE,
    Challenge,
    Comment,
    Draft,
    Event,
    Follow,
    Idea,
    Reviewer,
    Score,
    Tag,
    Vote,
)
from skills.ideas.settings import skill


@skill.texts
def texts(db: Session, ideas: Sequence[int]) -> dict[int, str]:
    """What ideas say."""
    query = select(Idea.id, Idea.words).where(Idea.id.in_(ideas), Idea.words != GONE)
    return dict(db.execute(query).all())


@skill.said
def said(db: Session, ideas: Sequence[int]) -> dict[int, Said]:
    """When ideas were posted, and the name of who proposed one from outside."""
    query = select(Idea.id, Idea.posted, Idea.outside, Idea.author)
    found = db.execute(query.where(Idea.id.in_(ideas), Idea.words != GONE))
    return {id_: Said(posted, outside, who=author) for id_, posted, outside, author in found}


@skill.speakers
def speakers(db: Session, topic: Topic) -> list[Text]:
    """How many ideas propose something about a theme."""
    there = Idea.id.in_(topic.things), Idea.words != GONE
    count = db.scalar(select(func.count()).where(*there)) or 0
    return [t("speak_of_it", count=count)] if count else []


@skill.knows
def knows(db: Session, person: Person) -> list[Fact]:
    """The ideas, comments and decisions somebody wrote, what they own, voted for and follow."""
    me = person.id
    written = (
        (t("known_idea"), select(Idea.words).where(Idea.author == me)),
        (t("known_brought"), select(Idea.words).where(Idea.brought_by == me)),
        (t("known_owned"), select(Idea.words).where(Idea.owner == me)),
        (t("known_comment"), select(Comment.words).where(Comment.author == me)),
        (t("known_draft"), select(Draft.words).where((Draft.by == me) | (Draft.author == me))),
        (t("known_event"), select(Event.reason).where(Event.by == me, Event.reason != "")),
    )
    facts = [Fact(name, words) for name, query in written for words in db.scalars(query)]
    counts = (
        (t("known_votes"), select(func.count()).where(Vote.person_id == me)),
        (t("known_follows"), select(func.count()).where(Follow.person_id == me)),
        (t("known_reviews"), select(func.count()).where(Reviewer.person_id == me)),
        (t("known_scores"), select(func.count()).where(Score.person_id == me)),
        (
            t("known_challenges"),
            select(func.count()).where((Challenge.sponsor == me) | (Challenge.made_by == me)),
        ),
        (t("known_events"), select(func.count()).where((Event.by == me) | (Event.whom == me))),
    )
    return facts + [Fact(name, count) for name, query in counts if (count := db.scalar(query))]


@skill.expires("drafts")
def expire_drafts(db: Session, before: datetime, most: int) -> int:
    """Delete what was written long ago and never posted."""
    ids = db.scalars(select(Draft.id).where(Draft.made < before).limit(most)).all()
    db.execute(delete(Draft).where(Draft.id.in_(ids)))
    return len(ids)


@skill.forget
def forget(db: Session, person: Person) -> list[int]:
    """Erase somebody's words and votes; an idea that others have taken up stays without its words.

    Returns which are gone.
    """
    wrote = (Idea.author == person.id) | (Idea.brought_by == person.id)
    theirs = db.scalars(select(Idea.id).where(wrote)).all()
    db.execute(delete(Tag).where(Tag.idea_id.in_(theirs)))
    gone = update(Idea).where(Idea.id.in_(theirs))
    db.execute(gone.values(author=None, words=GONE, link=""))
    said = update(Comment).where(Comment.author == person.id)
    db.execute(said.values(author=None, words=GONE))
    moved = update(Event).where(Event.by == person.id)
    db.execute(moved.values(by=None, reason=""))
    held = {"owner": Idea.owner, "brought_by": Idea.brought_by}
    asked = update(Challenge).where(Challenge.made_by == person.id)
    db.execute(asked.values(question=GONE, goal="", audience=""))
    called = {"sponsor": Challenge.sponsor, "made_by": Challenge.made_by}
    for name, column in called.items():
        db.execute(update(Challenge).where(column == person.id).values({name: None}))
    for name, column in held.items():
        db.execute(update(Idea).where(column == person.id).values({name: None}))
    db.execute(update(Event).where(Event.whom == person.id).values(whom=None))
    of_person = (
        (Vote, Vote.person_id),
        (Follow, Follow.person_id),
        (Reviewer, Reviewer.person_id),
        (Score, Score.person_id),
    )
    for table, column in of_person:
        db.execute(delete(table).where(column == person.id))
    db.execute(delete(Draft).where((Draft.by == person.id) | (Draft.author == person.id)))
    return list(theirs)
