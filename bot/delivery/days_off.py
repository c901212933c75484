"""Days off: a country's public holidays, and the day of a place's patron saint."""

from __future__ import annotations

from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.directory.tables import employee, person
from bot.people import Person
from bot.runtime.sections import Company

_places = (
    sa.select(employee.c.country, employee.c.location)
    .join(person, person.c.id == employee.c.person_id)
    .where(person.c.zone == sa.bindparam("zone"))
    .distinct()
)


def is_off(company: Company, day: date, country: str, place: str) -> bool:
    """Whether who works at a place has the day off; where the country is empty, the company's."""
    if day in _holidays(country or company.country, day.year):
        return True
    saints = [one for one in company.patron_days if one.day == (day.month, day.day)]
    return place.casefold() in {one.place.casefold() for one in saints}


def has_off(company: Company, day: date, who: Person) -> bool:
    """Whether somebody has the day off."""
    return is_off(company, day, who.country, who.location)


def at_work(db: Connection, company: Company, day: date, zone: str) -> ColumnElement[bool]:
    """A condition on `person` that leaves out those in a zone who have the day off."""
    pairs = [(country, place) for country, place in db.execute(_places, {"zone": zone})]
    off = [pair for pair in pairs if is_off(company, day, *pair)]
    employed = sa.select(employee.c.person_id).where(employee.c.person_id == person.c.id)
    there = sa.tuple_(employee.c.country, employee.c.location)
    free = ~employed.where(there.in_(off)).exists() if off else sa.true()
    return sa.and_(free, employed.exists()) if is_off(company, day, "", "") else free


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    """The days off everywhere in a country; none where nobody has written them down."""
    # Loaded at first use: it knows two hundred countries.
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
