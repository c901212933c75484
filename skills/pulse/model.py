"""What the pulse remembers: its rounds, the company's own questions, what the manager chose."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table


class PulseRound(Table):
    """A round by its number; it asked so many people (`audience`) `questions`, by their ids.

    `week` is the Monday of the week in which people are invited. `ended` is when it took no more
    answers, `told` when its results were.
    """

    __tablename__ = "pulse_round"
    __table_args__ = (Index(None, "week"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    week: Mapped[date]
    by_hand: Mapped[bool]
    reminders: Mapped[int]
    audience: Mapped[int]
    questions: Mapped[list[str]] = mapped_column(JSON)
    opened: Mapped[datetime]
    closes: Mapped[datetime]
    ended: Mapped[datetime | None]
    told: Mapped[datetime | None]


class PulseQuestion(Table):
    """A question of the company's own: its `words` by language; never changed, only `retired`.

    Of a choice, `options` are what can be chosen, each by language, too. Agreeing with one that is
    `reverse` is bad news.
    """

    __tablename__ = "pulse_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[dict[str, str]] = mapped_column(JSON)
    scale: Mapped[str] = mapped_column(String(16))
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    reverse: Mapped[bool]
    made: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    retired: Mapped[datetime | None]


class PulseChoice(Table):
    """Something the manager chose that comes before the settings."""

    __tablename__ = "pulse_choice"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(500))
