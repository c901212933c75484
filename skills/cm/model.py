"""What is kept of how people belong: a level a week."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table


class Gauged(Table):
    """The level of a skill's gauge at the end of the week that begins on a Monday.

    It was asked once: what is asked again after one more person would tell of that person.
    """

    __tablename__ = "cm_gauged"

    week: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[float]
    around: Mapped[float]
