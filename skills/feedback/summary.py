"""What is remembered of a summary: what it says, and of whose words it was made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table

LONGEST_SUMMARY = 1200
# For whom one is: everybody, of what may be shown to them, or the community manager.
EVERYBODY, MANAGER = "everybody", "manager"


class Summary(Table):
    """What a language model makes of so many words of some time, with a quote of some of them.

    `quotes` are pairs: the number of the words and what of them is quoted.
    """

    __tablename__ = "feedback_summary"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    said: Mapped[str] = mapped_column(String(LONGEST_SUMMARY))
    quotes: Mapped[list[Any]]
    count: Mapped[int]


class Summed(Table):
    """Whose words a summary was made of: without one of them it is told no more."""

    __tablename__ = "feedback_summed"

    summary_id: Mapped[int] = mapped_column(
        ForeignKey("feedback_summary.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, index=True
    )
