"""What is remembered of alerts, so that nothing is told twice."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table
from skills.feedback.model import LONGEST_PRODUCT

THEME, PRODUCT, COMPLAINTS, SILENT = "theme", "product", "complaints", "silent"


class Alert(Table):
    """What was told of: so many words in so many days, where so many a day were usual.

    Of a theme that is `silent` the `day` is that of its last words, otherwise the one of the look.
    """

    __tablename__ = "feedback_alert"
    __table_args__ = (UniqueConstraint("kind", "name", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(LONGEST_PRODUCT))
    day: Mapped[date]
    days: Mapped[int]
    count: Mapped[int]
    usual: Mapped[float]
    told: Mapped[datetime]
