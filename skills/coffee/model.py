"""What coffee remembers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table

YES, NOT_YET, OTHER = "yes", "not_yet", "other"


class Member(Table):
    """Whether somebody takes part, by their own word, and until which day they rest."""

    __tablename__ = "coffee_member"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    joined: Mapped[bool]
    since: Mapped[datetime]
    rests_until: Mapped[date | None]


class Avoid(Table):
    """Whom somebody does not want to meet over coffee: for nobody else to know, neither of the two.

    That they are avoided is nothing `knows` says to those who are: it is told in confidence.
    """

    __tablename__ = "coffee_avoid"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    avoided: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        info={"confided": "person_id"},
    )
    since: Mapped[datetime]


class CoffeeRound(Table):
    """A round: its first Monday, that of its last week, and the day in the middle of it.

    It is there once it is `planned`; until then it bears the `claim` of who makes it. How many took
    part stays when who they were is gone, and how many of them met.
    """

    __tablename__ = "coffee_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(unique=True)
    middle: Mapped[date]
    last_week: Mapped[date] = mapped_column(index=True)
    claim: Mapped[str] = mapped_column(String(32))
    planned: Mapped[datetime | None]
    people: Mapped[int]
    tables: Mapped[int]
    alone: Mapped[int]
    met: Mapped[int | None]
    answered: Mapped[int | None]


class Seat(Table):
    """Somebody's place in a round: all with the same `place` sit together, one may sit alone.

    `met` says what became of it; `with_id` whom they met instead. Who was `drawn` is a leader.
    """

    __tablename__ = "coffee_seat"
    __table_args__ = (Index(None, "round_id", "place"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("coffee_round.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int]
    drawn: Mapped[bool]
    met: Mapped[str | None] = mapped_column(String(8))
    with_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )


class Meeting(Table):
    """That two were brought together, how often and in which week last; once for each of them."""

    __tablename__ = "coffee_meeting"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    times: Mapped[int]
    last: Mapped[date]


class Ahead(Table):
    """Who is to sit with whom in the rounds to come, as long as nobody comes or goes."""

    __tablename__ = "coffee_ahead"

    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int]
