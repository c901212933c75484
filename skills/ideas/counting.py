"""Outcomes: what people do with ideas that can be counted, to see whether a nudge helps."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot import Period
from skills.ideas.model import Comment, Idea, Vote
from skills.ideas.settings import skill


@skill.outcome("ideas_submitted")
def ideas_submitted(_db: Session, period: Period) -> Select[int | None, int]:
    """How many ideas each person has had, of those with a name."""
    within = Idea.posted >= period.start_at, Idea.posted < period.end_at
    return select(Idea.author, func.count()).where(*within).group_by(Idea.author)


@skill.outcome("votes_given")
def votes_given(_db: Session, period: Period) -> Select[int, int]:
    """How often each person has voted, of the votes that still stand."""
    within = Vote.given >= period.start_at, Vote.given < period.end_at
    return select(Vote.person_id, func.count()).where(*within).group_by(Vote.person_id)


@skill.outcome("comments_written")
def comments_written(_db: Session, period: Period) -> Select[int | None, int]:
    """How many comments each person has written, of those with a name."""
    within = Comment.made >= period.start_at, Comment.made < period.end_at
    query = select(Comment.author, func.count()).where(~Comment.unnamed, *within)
    return query.group_by(Comment.author)
