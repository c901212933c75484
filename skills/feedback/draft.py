"""What is remembered of a draft, until whoever asked for it has made an answer of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table
from skills.feedback.model import LONGEST


class Draft(Table):
    """What a language model would answer to words; no `words` while nothing has come of it."""

    __tablename__ = "feedback_draft"
    __table_args__ = (UniqueConstraint("item_id", "by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"))
    by: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(String(LONGEST), default="")
    made: Mapped[datetime]
