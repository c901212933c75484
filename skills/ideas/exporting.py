"""Exporting: all ideas for a spreadsheet or a program, with names and without addresses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Cell, Column, Period, Person, people_by_id
from skills.ideas import finding
from skills.ideas.model import Comment, Event, Idea
from skills.ideas.settings import skill
from skills.ideas.titles import title_of

COLUMNS = (
    Column("number", "number", "everybody"),
    Column("title", gate="everybody"),
    Column("text", gate="everybody"),
    Column("author", gate="everybody"),
    Column("stage", "code", "everybody"),
    Column("votes", "count", "everybody"),
    Column("comments", "count", "everybody"),
    Column("owner", gate="everybody"),
    Column("tags", gate="everybody"),
    Column("posted", "instant", "everybody"),
    Column("since", "instant", "everybody"),
    Column("merged into", "number", "everybody"),
    Column("link", "link", "everybody"),
)
SAID = (
    Column("number", "number", "everybody"),
    Column("author", gate="everybody"),
    Column("text", gate="everybody"),
    Column("posted", "instant", "everybody"),
)
STEPS = (
    Column("number", "number", "everybody"),
    Column("since", "instant", "everybody"),
    Column("stage", "code", "everybody"),
    Column("reason", gate="everybody"),
    Column("by", gate="everybody"),
)


@skill.export("ideas", COLUMNS)
def export(db: Session, *, now: datetime, period: Period) -> list[dict[str, Cell]]:
    """The ideas of a period, oldest first; votes stay out while a challenge collects."""
    within = Idea.posted >= period.start_at, Idea.posted < period.end_at
    ideas = db.scalars(select(Idea).where(*within).order_by(Idea.id)).all()
    ids = [one.id for one in ideas]
    named = {one for idea in ideas for one in (idea.author, idea.owner) if one is not None}
    people = people_by_id(db.connection(), named, now)
    votes, said = finding.votes(db, ids), finding.comment_counts(db, ids)
    tags, hidden = finding.tags(db, ids), finding.collecting(db)
    return [
        {
            **_words(one),
            "author": one.outside or _name(one.author, people),
            "stage": one.stage,
            "votes": None if one.challenge in hidden else votes.get(one.id, 0),
            "comments": said.get(one.id, 0),
            "owner": _name(one.owner, people),
            "tags": ", ".join(tags.get(one.id, ())),
            **_moments(one),
        }
        for one in ideas
    ]


def _words(idea: Idea) -> dict[str, Cell]:
    return {"number": idea.id, "title": title_of(idea.words), "text": idea.words}


def _moments(idea: Idea) -> dict[str, Cell]:
    merged = {"merged into": idea.root, "link": idea.link}
    return {"posted": idea.posted, "since": idea.since, **merged}


def _name(id_: int | None, people: Mapping[int, Person]) -> str:
    who = people.get(id_ or 0)
    return who.name if who else ""


@skill.export("idea_comments", SAID)
def comments(db: Session, *, now: datetime, period: Period) -> list[dict[str, Cell]]:
    """What was said to ideas in a period; what was said without a name has none."""
    within = Comment.made >= period.start_at, Comment.made < period.end_at
    found = db.scalars(select(Comment).where(*within).order_by(Comment.id)).all()
    named = {one.author for one in found if one.author is not None and not one.unnamed}
    people = people_by_id(db.connection(), named, now)
    return [
        {
            "number": one.idea_id,
            "author": "" if one.unnamed else _name(one.author, people),
            "text": one.words,
            "posted": one.made,
        }
        for one in found
    ]


@skill.export("idea_stages", STEPS)
def stages(db: Session, *, now: datetime, period: Period) -> list[dict[str, Cell]]:
    """How ideas moved in a period: to which stage, why, and who said so."""
    within = Event.kind == "stage", Event.at >= period.start_at, Event.at < period.end_at
    found = db.scalars(select(Event).where(*within).order_by(Event.id)).all()
    people = people_by_id(db.connection(), {one.by for one in found if one.by}, now)
    return [
        {
            "number": one.idea_id,
            "since": one.at,
            "stage": one.stage,
            "reason": one.reason,
            "by": _name(one.by, people),
        }
        for one in found
    ]
