"""What the pulse remembers: its rounds, the company's own questions, what the manager chose."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table


class PulseRound(Table):
    """A round by its number; it asked so many people (`audience`) `questions`, by their ids.

    `week` is the Monday of the week in which people are invited. Its results are for its `readers`,
    whatever is chosen later. `ended` is when it took no more answers, `told` when its results were.
    """

    __tablename__ = "pulse_round"
    __table_args__ = (Index(None, "week"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    week: Mapped[date]
    by_hand: Mapped[bool]
    reminders: Mapped[int]
    readers: Mapped[str] = mapped_column(String(16))
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


class PulsePoll(Table):
    """A question somebody asked in a channel; sealed or not from its beginning to its end.

    `options` are what can be chosen, one or `several` of them. It repeats `every` so many weeks, 0
    for never. `round_id` is the round of one that is sealed.
    """

    __tablename__ = "pulse_poll"
    __table_args__ = (Index(None, "owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(200))
    options: Mapped[list[str]] = mapped_column(JSON)
    several: Mapped[bool]
    sealed: Mapped[bool]
    every: Mapped[int]
    owner: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    workspace: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(120))
    asked: Mapped[datetime]
    closes: Mapped[datetime]
    ended: Mapped[datetime | None]
    round_id: Mapped[int | None]


class PulseVote(Table):
    """Somebody's vote for one option, by its place, in a poll that is not sealed."""

    __tablename__ = "pulse_vote"

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("pulse_poll.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    option: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
