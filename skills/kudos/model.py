"""What kudos remembers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table

MOST_NAMES = 500


class Kudos(Table):
    """One thank-you; without a giver when that person asked to be forgotten.

    It was written when `given`, and is there for others from `shown` on. `anonymous` hides the
    giver from everybody but the control of abuse, for which `gist` marks the same words. The
    `group_names`, a line each, are there where groups were thanked and nobody else.
    """

    __tablename__ = "kudos"
    __table_args__ = (
        Index("ix_kudos_giver_given", "giver", "given"),
        Index(None, "workspace", "shown"),
        Index(None, "shown"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    giver: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    message: Mapped[str] = mapped_column(String(500))
    value: Mapped[str] = mapped_column(String(75))
    given: Mapped[datetime]
    shown: Mapped[datetime]
    workspace: Mapped[str] = mapped_column(String(64))
    private: Mapped[bool]
    anonymous: Mapped[bool]
    gist: Mapped[str] = mapped_column(String(16))
    group_names: Mapped[str | None] = mapped_column(String(MOST_NAMES))


class Recipient(Table):
    """Somebody who was thanked, and when they `reported` it, so that the manager may read it."""

    __tablename__ = "kudos_recipient"

    kudos_id: Mapped[int] = mapped_column(
        ForeignKey("kudos.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    reported: Mapped[datetime | None]


class Cheer(Table):
    """Somebody who cheered: one a person."""

    __tablename__ = "kudos_cheer"

    kudos_id: Mapped[int] = mapped_column(
        ForeignKey("kudos.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Undone(Table):
    """That something was taken back which others could read: no word of it.

    It uses up the day's allowance, and counts among what repeats itself: else one could write
    without end, each time taking it back. The `gist` marks the same words.
    """

    __tablename__ = "kudos_undone"
    __table_args__ = (Index(None, "giver", "given"), Index(None, "given"))

    id: Mapped[int] = mapped_column(primary_key=True)
    giver: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    given: Mapped[datetime]
    anonymous: Mapped[bool]
    gist: Mapped[str] = mapped_column(String(16))


class UndoneTo(Table):
    """Somebody who could read what was taken back."""

    __tablename__ = "kudos_undone_to"

    undone_id: Mapped[int] = mapped_column(
        ForeignKey("kudos_undone.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Fairness(Table):
    """How evenly thanks were spread before a day, told once: weeks, a month or a quarter.

    It names nobody. What is asked again after one more thank-you would tell of that one.
    """

    __tablename__ = "kudos_fairness"

    until: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    told: Mapped[dict[str, Any]]
