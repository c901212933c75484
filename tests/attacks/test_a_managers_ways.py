"""What a community manager may do to rounds, and what they learn by it: nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.people import Person, Role
from bot.privacy import rounds, thresholds
from bot.privacy.cells import Cell, kept
from bot.privacy.tables import ballot, ballot_cell
from bot.testing import Member, Team
from tests.bot.privacy.survey import ITEMS, skill

DAY = timedelta(days=1)


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    with Team([skill], database_url=database_url, privacy={"least": 8}) as team:
        yield team


@pytest.fixture
def cm(team: Team) -> Member:
    return team.member("Marco", role=Role.CM)


def vote(team: Team, people: range, round_: int) -> None:
    def cast(db: Session) -> None:
        for number in people:
            who, answers = Person(1000 + number, ""), {"mood": 1 + number % 5}
            team.app.house.box.cast(db.connection(), round_, who, answers, "", team.now)

    team.app.database.write_now(cast)


def cells(team: Team, round_: int) -> list[Cell]:
    return team.app.database.read_now(lambda db: kept(db.connection(), round_))


def clone(db: Session, team: Team, kind: str) -> None:
    """Ask the same once more, under another name."""
    rounds.open_(
        db.connection(),
        team.app.house.box.keys,
        skill=skill.name,
        kind=kind,
        items=ITEMS,
        k=5,
        now=team.now,
        closes=team.now + DAY,
    )


def test_a4_the_same_is_not_asked_twice_of_nearly_the_same(
    team: Team, cm: Member, record_property: Callable[[str, object], None]
) -> None:
    """Whoever came in between would be the difference."""
    cm.types("/survey open")
    tries = 0
    for hours in range(0, 24 * 6, 24):
        for kind in ("survey", "twin"):
            with pytest.raises(Refused):
                team.app.database.write_now(partial(clone, team=team, kind=kind))
            tries += 1
        team.tick(timedelta(hours=24) if hours else timedelta(hours=23))
    record_property("attack", f"A4: {tries} clones of a round, 0 opened")


def test_a4_what_is_open_keeps_its_threshold(
    team: Team, cm: Member, record_property: Callable[[str, object], None]
) -> None:
    """Six have answered when two people agree that five are enough: too late for this round."""
    cm.types("/survey open")
    vote(team, range(6), 1)
    ids = cm.person.id, team.member("Rita").person.id
    team.app.database.write_now(partial(lower, team=team, ids=ids))
    cm.types("/survey close")
    team.tick(DAY)
    assert [one.figures for one in cells(team, 1)] == [None, None]
    team.tick(6 * DAY)
    cm.types("/survey open")
    vote(team, range(6), 2)
    cm.types("/survey close")
    team.tick(DAY)
    assert [bool(one.figures) for one in cells(team, 2)] == [True, False]
    record_property("attack", "A4: a threshold lowered while a round is open, 0 figures more")


def lower(db: Session, team: Team, ids: tuple[int, int]) -> None:
    connection = db.connection()
    wish = thresholds.ask_for(connection, 5, ids[0], team.now)
    assert thresholds.agree(connection, wish.id, ids[1], team.now)


def test_a4_what_is_closed_stays_closed(
    team: Team, cm: Member, record_property: Callable[[str, object], None]
) -> None:
    """Whoever answers after the close changes nothing, nor does it to close it again."""
    cm.types("/survey open")
    vote(team, range(12), 1)
    ann = team.member("Ann")
    form = ann.types("/survey")
    cm.types("/survey close")
    team.tick(DAY)
    before, rows = cells(team, 1), sa.select(sa.func.count()).select_from(ballot_cell)
    ann.fills(form, mood=1)
    with pytest.raises(Refused):
        vote(team, range(12, 13), 1)
    assert "No round is open" in cm.types("/survey close").text
    team.tick(DAY)
    assert cells(team, 1) == before
    assert team.app.database.read_now(lambda db: db.scalar(rows)) == len(before)
    assert team.app.database.read_now(lambda db: db.scalar(sa.select(ballot.c.slot))) is None
    record_property("attack", "A4: a closed round answered and closed again, 0 figures changed")
