"""Who works beside whom: drawn by lot, everybody once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot import members, teammates
from bot.directory.employees import Employee
from bot.directory.hiring import hire
from bot.directory.roster import Defaults
from bot.directory.tables import employee, person
from bot.testing import Team
from tests.bot import toy

TEAMS = {"Press": 7, "Paint": 2, "Alone": 1, "": 4}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    made = team_of(toy.skill)
    people = [
        Employee(f"{division}-{team}-{number}", f"{division} {team} {number}", team=team)
        for division in ("North", "South")
        for team, size in TEAMS.items()
        for number in range(size)
    ]
    page = [
        Employee(one.key, one.name, division=one.key.partition("-")[0], team=one.team)
        for one in people
    ]
    defaults = Defaults(("en",), "UTC")
    made.app.database.write_now(lambda db: hire(page, defaults)(db.connection()))
    return made


def beside(team: Team, seed: int) -> list[tuple[int, int]]:
    found = team.app.database.read_now(lambda db: db.execute(teammates(seed, members())).all())
    return sorted((one, other) for one, other in found)


def teams(team: Team) -> dict[int, tuple[str, str]]:
    query = sa.select(employee.c.person_id, employee.c.division, employee.c.team)
    rows = team.app.database.read_now(lambda db: db.execute(query).all())
    return {row.person_id: (row.division, row.team) for row in rows}


def test_everybody_of_a_team_is_named_once_to_another_of_it(team: Team) -> None:
    of = teams(team)
    for seed in range(20):
        pairs = beside(team, seed)
        assert all(one != other and of[one] == of[other] for one, other in pairs)
        members = {one for one, (_, name) in of.items() if name in ("Press", "Paint")}
        assert Counter(one for one, _ in pairs) == Counter(members)
        assert Counter(other for _, other in pairs) == Counter(members)


def test_another_seed_draws_others_and_the_same_one_the_same(team: Team) -> None:
    drawn = [beside(team, seed) for seed in range(10)]
    assert len({str(one) for one in drawn}) > 5
    assert drawn == [beside(team, seed) for seed in range(10)]


def test_who_has_left_is_named_to_nobody_and_leaves_no_gap(team: Team) -> None:
    gone = next(one for one, (_, name) in teams(team).items() if name == "Press")
    leave = sa.update(person).where(person.c.id == gone).values(active=False)
    team.app.database.write_now(lambda db: db.execute(leave))
    pairs = beside(team, 3)
    assert gone not in {one for pair in pairs for one in pair}
    assert len(pairs) == 2 * (7 + 2) - 1
