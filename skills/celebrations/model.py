"""What celebrations remember."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table

LONGEST = 240


class Choice(Table):
    """What somebody wants celebrated and how; of a birthday never the year.

    Colleagues may write to who wants `wishes`; who does not want to be `asked` is not asked to.
    Who has said only that has `chosen` nothing yet; `offered` is what was a yes or no to an offer.
    """

    __tablename__ = "celebrations"
    __table_args__ = (Index(None, "month", "day"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    month: Mapped[int | None]
    day: Mapped[int | None]
    started: Mapped[date | None] = mapped_column(index=True)
    birthday: Mapped[str] = mapped_column(String(8))
    anniversary: Mapped[str] = mapped_column(String(8))
    wishes: Mapped[bool]
    asked: Mapped[bool]
    chosen: Mapped[datetime | None]
    offered: Mapped[bool] = mapped_column(default=False, server_default=false())


class Offer(Table):
    """Since when somebody may be asked whether the HR file's dates are to be celebrated."""

    __tablename__ = "celebrations_offer"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    made: Mapped[datetime] = mapped_column(index=True)


class Told(Table):
    """That a day was celebrated: in a message to the person, and in the channel."""

    __tablename__ = "celebrations_told"
    __table_args__ = (UniqueConstraint("person_id", "kind", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    day: Mapped[date] = mapped_column(index=True)
    privately: Mapped[datetime | None]
    aloud: Mapped[datetime | None]


class Line(Table):
    """What a colleague wishes somebody; it waits as long as it is not in what was `told`."""

    __tablename__ = "celebrations_line"
    __table_args__ = (UniqueConstraint("to_id", "writer_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    writer_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    words: Mapped[str] = mapped_column(String(LONGEST))
    written: Mapped[datetime] = mapped_column(index=True)
    told: Mapped[int | None] = mapped_column(
        ForeignKey("celebrations_told.id", ondelete="SET NULL"), index=True
    )
