"""However many celebrate, finding whose day it is and who writes costs what those few cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Chat, Period
from bot.directory.tables import employee, person
from bot.testing import WORKSPACE, Team
from skills.celebrations import writing
from skills.celebrations.celebrating import occasions
from skills.celebrations.model import Choice

TODAY, SOON = date(2026, 11, 24), date(2026, 11, 27)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEAM = 10
DAY = Period(TODAY, date(2026, 11, 25), "Europe/Rome")


@pytest.fixture
def database_url() -> None:
    """Only SQLite counts its steps; the index and the statements are the same."""


def on_all_days(_day: date) -> bool:
    """In this company somebody works every day."""
    return True


def crowd(team: Team, teams: int, born: date) -> None:
    """In teams of ten one each is born, and began, on a day."""
    ids = range(1000, 1000 + teams * TEAM)
    same = {"language": "en", "zone": "UTC", "kind": "member", "active": True}
    people = [{"id": one, "name": f"P{one}", **same} for one in ids]
    texts = dict.fromkeys(("company", "division", "manager", "location", "country"), "")
    employed = [{"person_id": one, "key": f"{one}", "team": f"{one // TEAM}"} for one in ids]
    choice = {"month": born.month, "day": born.day, "started": born.replace(year=2016)}
    choice |= {"birthday": "private", "anniversary": "private", "wishes": True, "asked": True}

    def add(db: Session) -> None:
        db.execute(sa.insert(person), people)
        db.execute(sa.insert(employee), [one | texts for one in employed])
        chosen = [{"person_id": one, "chosen": NOW, **choice} for one in ids[::TEAM]]
        db.execute(sa.insert(Choice), chosen)

    team.app.database.write_now(add)


def steps(team: Team, run: Callable[[Session], object]) -> int:
    """How many steps of its machine SQLite takes, in tens."""
    count = 0

    def note() -> None:
        nonlocal count
        count += 1

    def counted(db: Session) -> int:
        raw = db.connection().connection.dbapi_connection
        assert raw is not None
        raw.set_progress_handler(note, 10)
        run(db)
        raw.set_progress_handler(None, 0)
        return count

    return team.app.database.read_now(counted)


def test_those_of_other_days_are_not_looked_at(team: Team) -> None:
    def look(db: Session) -> None:
        assert not [*occasions(Chat(db, NOW, WORKSPACE, "celebrations", team.app.house))]

    before = steps(team, look)
    crowd(team, 500, born=date(2026, 6, 3))
    assert steps(team, look) < before + 100


def test_who_writes_is_looked_for_in_their_own_team(team: Team) -> None:
    crowd(team, 200, born=SOON)
    one = {1001}

    def look(db: Session) -> None:
        [(writer, soon)] = writing.about_whom(db, DAY, one, on_all_days).items()
        assert writer == 1001
        assert [each.person.id for each in soon] == [1000]

    asked = steps(team, lambda db: db.execute(writing.invited(db, DAY, on_all_days)).all())
    assert steps(team, look) < asked / 10
