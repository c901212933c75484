"""What is kept of how people belong, and of what was said in public."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
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


class Said(Table):
    """That something was said in public, by the skill that suggested it and the number of it."""

    __tablename__ = "cm_said"
    __table_args__ = (UniqueConstraint("skill", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    skill: Mapped[str] = mapped_column(String(64))
    about: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
