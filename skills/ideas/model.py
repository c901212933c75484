"""What the ideas remember."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table

# What is left of the words of somebody who was forgotten.
GONE = "–"
LONGEST, LONGEST_COMMENT, LONGEST_REASON, LONGEST_LINK = 3000, 1000, 500, 500
LONGEST_OUTSIDE = 100


class Idea(Table):
    """One idea; without an author when that person asked to be forgotten.

    `brought_by` wrote it down for an author who has no account. Of one that was `merged_into`
    another, `root` is the one in whose card it is now; its votes and comments stay its own, so that
    it can be taken out again as it was. `since` then it is at its stage; `answered`, when somebody
    who can decide first said how it stands. `link` leads to the message it comes from. Of one
    without a name `alias` is what its author alone can show to be theirs. One that was imported
    has a `source`, by which its line is known again, and had so many `votes_before`. One from
    `outside` is a customer's or partner's, of that name.
    """

    __tablename__ = "ideas"
    __table_args__ = (Index(None, "posted"), Index(None, "stage", "posted"))

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(LONGEST))
    author: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    brought_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    stage: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime]
    owner: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    posted: Mapped[datetime]
    answered: Mapped[datetime | None]
    workspace: Mapped[str] = mapped_column(String(64))
    link: Mapped[str] = mapped_column(String(LONGEST_LINK))
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="SET NULL"))
    root: Mapped[int | None] = mapped_column(
        ForeignKey("ideas.id", ondelete="SET NULL"), index=True
    )
    challenge: Mapped[int | None] = mapped_column(
        ForeignKey("ideas_challenge.id", ondelete="SET NULL"), index=True
    )
    alias: Mapped[str | None] = mapped_column(String(64), index=True)
    source: Mapped[str | None] = mapped_column(String(120), unique=True)
    votes_before: Mapped[int] = mapped_column(default=0)
    outside: Mapped[str] = mapped_column(String(LONGEST_OUTSIDE), default="")


class Vote(Table):
    """Somebody's vote for an idea."""

    __tablename__ = "ideas_vote"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    given: Mapped[datetime]


class Follow(Table):
    """Somebody who wants to hear what comes of an idea."""

    __tablename__ = "ideas_follow"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Comment(Table):
    """What somebody says to an idea; `unnamed` is whoever wrote it without a name."""

    __tablename__ = "ideas_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    author: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    words: Mapped[str] = mapped_column(String(LONGEST_COMMENT))
    made: Mapped[datetime]
    unnamed: Mapped[bool]


class Event(Table):
    """Something that happened to an idea: another stage and why, an owner, a merger."""

    __tablename__ = "ideas_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    stage: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    whom: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    other: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="SET NULL"))


class Tag(Table):
    """A word that ideas are found by."""

    __tablename__ = "ideas_tag"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class Twin(Table):
    """Two ideas that say about the same, and when somebody had looked at them."""

    __tablename__ = "ideas_twin"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    degree: Mapped[float]
    settled: Mapped[datetime | None]


class Draft(Table):
    """What somebody has written and not posted yet, for there was something alike."""

    __tablename__ = "ideas_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    author: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(String(LONGEST))
    made: Mapped[datetime] = mapped_column(index=True)
    workspace: Mapped[str] = mapped_column(String(64))
    link: Mapped[str] = mapped_column(String(LONGEST_LINK))
    voted: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="SET NULL"))
    challenge: Mapped[int | None] = mapped_column(
        ForeignKey("ideas_challenge.id", ondelete="SET NULL")
    )


class Hidden(Table):
    """An idea without a name that waits to be posted, or an answer to a question about `idea_id`.

    There is no time in it but the day: who wrote it could be worked out from that.
    """

    __tablename__ = "ideas_hidden"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    alias: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(String(LONGEST))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    day: Mapped[date]


class Challenge(Table):
    """A question to everybody: ideas are collected, discussed and evaluated, each until a day.

    Which share of each unit took part is kept at the end, and never told anew: `reach`. It was
    `sparked` when its channel got a question that helps, halfway.
    """

    __tablename__ = "ideas_challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(200))
    goal: Mapped[str] = mapped_column(String(300))
    audience: Mapped[str] = mapped_column(String(100))
    sponsor: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    made_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    made: Mapped[datetime]
    workspace: Mapped[str] = mapped_column(String(64))
    collect_until: Mapped[date]
    discuss_until: Mapped[date]
    evaluate_until: Mapped[date | None]
    phase: Mapped[str] = mapped_column(String(10), index=True)
    reach: Mapped[list[Any]]
    sparked: Mapped[datetime | None]


class Reviewer(Table):
    """Somebody who scores the ideas of a challenge."""

    __tablename__ = "ideas_reviewer"

    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("ideas_challenge.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Score(Table):
    """What a reviewer gives an idea: each from 1 to 5."""

    __tablename__ = "ideas_score"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    reach: Mapped[int]
    impact: Mapped[int]
    confidence: Mapped[int]
    effort: Mapped[int]
    given: Mapped[datetime]
