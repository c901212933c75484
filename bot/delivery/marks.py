"""Marks: under one of them an occurrence is planned once."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement

from bot.delivery.tables import occurrence

# A schedule, whose it is (a zone's, a workspace's, "company"), and the local date.
Mark: TypeAlias = tuple[str, str, date]


def marked(mark: Mark) -> tuple[ColumnElement[bool], ...]:
    """The conditions that only this occurrence meets."""
    schedule, cohort, day = mark
    return (
        occurrence.c.schedule == schedule,
        occurrence.c.cohort == cohort,
        occurrence.c.local_date == day,
    )
