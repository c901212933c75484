"""What is remembered of campaigns."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table

# What is left of the words of somebody who was forgotten.
GONE = "–"
LONGEST, LONGEST_GOAL, LONGEST_LINK, LONGEST_READY = 800, 200, 300, 600
MESSAGE, QUESTION, NEWS = "message", "question", "news"
EVERYBODY, PART, LANGUAGE, ZONE = SCOPES = ("everybody", "part", "language", "zone")
PEOPLE, CHANNEL, BOTH = WHERE = ("people", "channel", "both")
DRAFT, ON, PAUSED, ENDED, TAKEN = "draft", "on", "paused", "ended", "taken"


class Campaign(Table):
    """Something said to many on one day, or on two, and open until its last one.

    A question has `options`, and its answers are sealed in a round. A message with a `target` asks
    so many to join in. News has a `link` and a `ready` text that those who want may share; how
    often they did is `shared`, and nowhere who. How many it `reached` is kept once it has ended,
    `since` when it is as its `state` says.
    """

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(LONGEST))
    options: Mapped[list[str]] = mapped_column(JSON)
    goal: Mapped[str] = mapped_column(String(LONGEST_GOAL))
    target: Mapped[int | None]
    link: Mapped[str] = mapped_column(String(LONGEST_LINK))
    ready: Mapped[str] = mapped_column(String(LONGEST_READY))
    scope: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(100))
    to: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(120))
    begins: Mapped[date]
    again: Mapped[date | None]
    ends: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), index=True)
    since: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    workspace: Mapped[str] = mapped_column(String(64))
    round_id: Mapped[int | None]
    reached: Mapped[int | None]
    shared: Mapped[int] = mapped_column(default=0)


class Yes(Table):
    """Somebody who joined in."""

    __tablename__ = "campaigns_yes"

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Fan(Table):
    """Somebody who wants to get news to share."""

    __tablename__ = "campaigns_fan"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime]
