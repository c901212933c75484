"""Nudging: who a planned nudge is still for, and how it is worded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.directory.tables import person as person_table
from bot.directory.wishes import wanted
from bot.people import Person
from bot.report import Period
from bot.runtime.house import House
from bot.skill import Nudge


class Nudging:
    """The nudges of all skills, by key."""

    def __init__(self, house: House) -> None:
        self.nudges: dict[str, Nudge] = {
            nudge.key: nudge for skill in house.skills for nudge in skill.nudges
        }

    def still_wanted(self, db: Session, rows: Sequence[Row[Any]]) -> set[UUID]:
        """The rows whose person is still in the audience; all that are no nudges."""
        wanted = {row.id for row in rows if "nudge" not in row.params}
        planned: dict[tuple[str, str, str], list[Row[Any]]] = defaultdict(list)
        for row in rows:
            if "nudge" in row.params:
                params = row.params
                planned[params["nudge"], params["date"], params["zone"]].append(row)
        for (key, day, zone), group in planned.items():
            nudge = self.nudges.get(key)
            if nudge is not None:
                people = {row.person_id for row in group}
                chosen = self._chosen(db, nudge, day, zone, people)
                wanted |= {row.id for row in group if row.person_id in chosen}
        return wanted

    def card(self, key: str, person: Person) -> Card:
        """Word a nudge for one person."""
        return self.nudges[key].words(person)

    def _chosen(self, db: Session, nudge: Nudge, day: str, zone: str, people: set[int]) -> set[int]:
        week = Period.week_of(date.fromisoformat(day), zone)
        audience = nudge.audience(db, week).subquery()
        ids = db.scalars(
            person_table.select()
            .with_only_columns(person_table.c.id)
            .where(
                person_table.c.id.in_(people),
                person_table.c.id.in_(audience.select()),
                wanted(nudge.key, date.fromisoformat(day)),
            )
        )
        return set(ids)
