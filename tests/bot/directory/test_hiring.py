"""What an HR file says of people who are known is stored, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot.directory import hiring, matching
from bot.directory.employees import Employee
from bot.directory.roster import Defaults
from bot.directory.tables import employee
from bot.testing import Team
from tests.bot import toy


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def test_who_is_erased_while_a_file_is_read_is_left_out_and_the_others_are_stored(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(toy.skill)
    ann, bob = team.member("Ann"), team.member("Bob")
    file = [Employee(one.id, one.profile.name, one.profile.email) for one in (ann, bob)]
    found = team.app.database.read_now(
        lambda db: matching.match(file, matching.directory(db.connection()))
    )
    ann.presses("Erase me", on=ann.types("/piazza forgetme"))
    store = hiring.change(found.known, Defaults(("en",), "UTC"), team.now)
    team.app.database.write_now(lambda db: store(db.connection()))
    query = sa.select(employee.c.person_id)
    stored = team.app.database.read_now(lambda db: list(db.execute(query).scalars()))
    assert stored == [bob.person.id]
