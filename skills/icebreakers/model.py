"""What icebreakers remember."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table

LONGEST = 200
NEW, OPEN, HIDDEN = "new", "open", "hidden"


class Own(Table):
    """A question of a colleague's, whose name is shown unless they don't want that.

    It is asked when it is `open`; before that it waits for the community manager.
    """

    __tablename__ = "icebreakers"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(LONGEST))
    author: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    named: Mapped[bool]
    state: Mapped[str] = mapped_column(String(8))
    made: Mapped[datetime]


class Asked(Table):
    """A question that was asked in a workspace: one that came with Piazza, or a colleague's.

    In one `turn` each is asked once.
    """

    __tablename__ = "icebreakers_asked"
    __table_args__ = (Index(None, "workspace", "turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(String(64))
    turn: Mapped[int]
    number: Mapped[int | None]
    own: Mapped[int | None] = mapped_column(
        ForeignKey("icebreakers.id", ondelete="CASCADE"), index=True
    )
    asked: Mapped[datetime] = mapped_column(index=True)


class Liking(Table):
    """Whether somebody found a question good, or wants no more like it."""

    __tablename__ = "icebreakers_liking"

    asked_id: Mapped[int] = mapped_column(
        ForeignKey("icebreakers_asked.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    good: Mapped[bool]
