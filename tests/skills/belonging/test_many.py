"""However many start on a day, a few statements plan their words."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from bot.directory.employees import Employee
from bot.testing import Team
from skills.belonging.model import Journey
from tests.skills.belonging.conftest import Office, days
from tests.skills.belonging.test_starting import many

MONDAY = date(2026, 11, 23)


def statements(team: Team, office: Office, count: int) -> int:
    """How many statements the morning of so many first days takes, up to the outbox."""
    team.tick("2026-11-18 12:00")
    found = many(team, count, "new")
    office.import_(*(Employee(p.handle, p.name, p.email, started=MONDAY) for p in found))
    days(team, "2026-11-23 09:00")
    said: list[str] = []

    def note(_c: object, _k: object, statement: str, *_more: object) -> None:
        said.append(statement)

    team.now = team.moment("2026-11-23 09:30")
    engine = team.app.database.engine
    event.listen(engine, "before_cursor_execute", note)
    team.run(team.app.rounds.plan())
    event.remove(engine, "before_cursor_execute", note)
    team.tick("2026-11-23 09:31")
    welcomed = [box for name, box in team.platform.boxes.items() if name.startswith("Mnew")]
    assert sum(map(len, welcomed)) == count
    return len(said)


@pytest.mark.parametrize("count", [2, 80])
def test_a_morning_takes_as_many_statements_for_eighty_as_for_two(
    team: Team, office: Office, count: int
) -> None:
    assert statements(team, office, count) < 60
    query = Journey.__table__.select()
    assert len(team.app.database.read_now(lambda db: db.execute(query).all())) == count
