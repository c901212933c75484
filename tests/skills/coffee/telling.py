"""What stories about coffee tell again and again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.directory import hiring, matching
from bot.directory.employees import Employee
from bot.directory.roster import Defaults
from bot.testing import Member, Shown, Team
from skills.coffee.model import CoffeeRound, Seat

# The first of many weeks without a holiday.
MONDAY = date(2027, 1, 11)
WEEK = timedelta(weeks=1)
NAMES = ("Bob", "Cora", "Dora", "Emil", "Fay", "Gus", "Hal", "Ida", "Jon", "Kim")


def joined(team: Team, count: int) -> list[Member]:
    """So many who take part."""
    people = [team.member(name) for name in NAMES[:count]]
    for one in people:
        assert "You take part" in one.types("/coffee join").text
    return people


def employed(team: Team, page: list[Employee]) -> None:
    """Let the HR file say where people work who are here already."""

    def read_in(db: Session) -> None:
        known = matching.match(page, matching.directory(db.connection())).known
        hiring.change(known, Defaults(("en",), "Europe/Rome"), team.now)(db.connection())

    team.app.database.write_now(read_in)


def pass_weeks(team: Team, weeks: int, since: date = MONDAY) -> None:
    """Let Sundays and Mondays pass, on which a round is made and told."""
    for week in range(weeks):
        monday = since + week * WEEK
        team.tick(f"{monday - timedelta(days=1)} 06:01")
        team.tick(f"{monday} 10:01")


def tables(team: Team) -> list[list[frozenset[int]]]:
    """Who sat with whom, round by round."""

    def look(db: Session) -> list[list[frozenset[int]]]:
        found: list[list[frozenset[int]]] = []
        for round_ in db.scalars(select(CoffeeRound).order_by(CoffeeRound.week)):
            seats = db.scalars(select(Seat).where(Seat.round_id == round_.id)).all()
            places = {one.place for one in seats}
            found.append([_at(seats, place) for place in sorted(places)])
        return found

    return team.app.database.read_now(look)


def _at(seats: Iterable[Seat], place: int) -> frozenset[int]:
    return frozenset(one.person_id for one in seats if one.place == place)


def pairs(rounds: Iterable[Iterable[frozenset[int]]]) -> list[tuple[int, int]]:
    """Everybody who was brought together with somebody, as often as that was."""
    return [
        (one, other)
        for tables in rounds
        for table in tables
        for one in table
        for other in table
        if one < other
    ]


def introductions(member: Member) -> list[Shown]:
    """What told somebody with whom they sit, oldest first."""
    return [one for one in member.inbox if "Coffee with" in one.text or "Un caffè con" in one.text]
