"""Somebody known from an HR file gets an account: what they were given stays theirs, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.directory import hiring, matching
from bot.directory.employees import Employee
from bot.directory.merging import merge
from bot.directory.roster import Defaults
from bot.directory.tables import person
from bot.testing import Team
from skills import kudos
from skills.kudos.model import Cheer

WHY = "for the patient help with the new press"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(kudos.skill)


def imports(team: Team, line: Employee) -> None:
    def both(db: Session) -> None:
        found = matching.match([line], matching.directory(db.connection()))
        defaults = Defaults(("en", "it"), "Europe/Rome")
        hiring.change(found.known, defaults, team.now)(db.connection())

    team.app.database.write_now(both)


def test_their_thanks_come_along_and_no_second_entry_is_left(team: Team) -> None:
    bob, known = team.member("Bob"), team.employee("Niccolò Neri")
    bob.types(f"/kudos @Niccolò Neri {WHY}")
    niccolo = team.member("Niccolò Neri")
    assert "Received: 0" in niccolo.types("/kudos mine").text
    imports(team, Employee(known.number, "Niccolò Neri", email=niccolo.profile.email))
    assert "Received: 1" in niccolo.types("/kudos mine").text
    rows = team.app.database.read_now(lambda db: db.execute(person.select()).all())
    assert sorted(row.name for row in rows) == ["Bob", "Niccolò Neri"]
    assert niccolo.person.number == known.number


def test_what_both_have_stays_once(team: Team) -> None:
    team.member("Bob")
    ann, anna = team.member("Ann"), team.member("Anna")
    team.member("Carl").types(f"/kudos @bob {WHY}")
    for one in (ann, anna):
        one.presses("Cheer", on=team.channel("#kudos")[-1])
    old, new = ann.person.id, anna.person.id
    team.app.database.write_now(lambda db: merge(db.connection(), {old: new}))
    cheers = team.app.database.read_now(lambda db: db.scalars(sa.select(Cheer.person_id)).all())
    assert list(cheers) == [new]
