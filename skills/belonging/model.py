"""What belonging remembers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table

# Who reads an answer besides whoever wrote it.
NOBODY, TO_BUDDY, TO_MANAGER = "nobody", "buddy", "cm"


class Journey(Table):
    """Somebody's first ninety days; one who comes back years later begins a new one in its place.

    `start` is their first day, `by_account` where only their account says so. It was `stopped` by
    themselves, or `ended` by the community manager. `asked` is when they last asked their buddy
    for a word.
    """

    __tablename__ = "belonging_journey"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    start: Mapped[date] = mapped_column(index=True)
    by_account: Mapped[bool]
    buddy_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    stopped: Mapped[datetime | None]
    ended: Mapped[bool]
    asked: Mapped[date | None]


class Prompt(Table):
    """The next word about a newcomer, by whose it is: their own, their buddy's, their manager's.

    It is that of a `step`, not before the day it is `due` on; without one there is none any more.
    What was sent up to when it was `noted` has been counted.
    """

    __tablename__ = "belonging_prompt"
    __table_args__ = (Index(None, "role", "due"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(12), primary_key=True)
    step: Mapped[int]
    due: Mapped[date | None]
    noted: Mapped[datetime]


class Buddy(Table):
    """Somebody who agreed to be drawn as a buddy; not again before the end of their rest."""

    __tablename__ = "belonging_buddy"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime]
    rests_until: Mapped[date | None]


class Answer(Table):
    """What a newcomer answered on a day of the journey, and who reads it besides themselves."""

    __tablename__ = "belonging_answer"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(String(1000))
    reader: Mapped[str] = mapped_column(String(12))
    written: Mapped[datetime]
