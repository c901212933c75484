"""Exporting: all ideas for a spreadsheet or a program, with names and without addresses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Cell, Person, people_by_id
from skills.ideas import finding
from skills.ideas.model import Idea
from skills.ideas.settings import skill
from skills.ideas.titles import title_of


@skill.export("ideas")
def export(db: Session, *, now: datetime) -> list[dict[str, Cell]]:
    """Every idea, oldest first; how many want one stays out while its challenge collects."""
    ideas = db.scalars(select(Idea).order_by(Idea.id)).all()
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
