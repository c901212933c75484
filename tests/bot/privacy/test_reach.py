"""Reach: shares of units, and of whom nobody could be told apart nothing."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.directory.employees import Employee
from bot.directory.hiring import hire
from bot.directory.roster import Defaults
from bot.directory.tables import employee, person
from bot.privacy.reach import Reach, reach
from bot.testing import Team

UNITS = {
    ("Sales", "North"): 20,
    ("Sales", "South"): 20,
    ("Works", "Hall"): 24,
    ("Works", "Night"): 3,
}


def reached(team: Team, took_part: dict[str, int]) -> dict[tuple[str, ...], Reach]:
    """A company in which so many of each team took part."""

    def look(db: Session) -> list[Reach]:
        page = [
            Employee(f"{team_}{n}", f"{team_} {n}", company="Aurora", division=division, team=team_)
            for (division, team_), size in UNITS.items()
            for n in range(size)
        ]
        hire(page, Defaults(("en",), "Europe/Rome"))(db.connection())
        keys = [f"{name}{n}" for name, count in took_part.items() for n in range(count)]
        who = sa.select(person.c.id).join(employee).where(employee.c.key.in_(keys))
        return reach(db, who, 5)

    return {one.path: one for one in team.app.database.write_now(look)}


def test_shares_are_told_down_to_where_enough_work(database_url: str | None) -> None:
    with Team([], database_url=database_url) as team:
        found = reached(team, {"North": 10, "South": 5, "Hall": 12, "Night": 1})
        assert (found[()].low, found[()].high) == (0.4, 0.4)
        assert found[("Aurora", "Sales")].low == 0.4
        assert found[("Aurora", "Sales", "North")].low == 0.5
        night = found.get(("Aurora", "Works", "Night"))
        assert night is None or night.low is None


def test_where_nearly_nobody_took_part_it_is_not_told_exactly(database_url: str | None) -> None:
    with Team([], database_url=database_url) as team:
        found = reached(team, {"North": 1})
        everybody = found[()]
        assert everybody.low == 0
        assert everybody.high is not None
        assert everybody.high > 0
