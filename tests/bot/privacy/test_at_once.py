"""Many answer at the same moment: one ballot each, and nobody's last word is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import pytest
import sqlalchemy as sa

from bot.people import Role
from bot.privacy.sealing import Opener
from bot.privacy.tables import ballot, ballot_round
from bot.runtime.incoming import Incoming, Submitted
from bot.runtime.outgoing import Answer
from bot.testing import Member, Team
from tests.bot.privacy.survey import skill

SOME, MANY = 60, 5000


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    with Team([skill], database_url=database_url) as team:
        team.member("Marco", role=Role.CM).types("/survey open")
        yield team


def forms(people: Sequence[Member], mood: int, again: int) -> list[Incoming]:
    """Each with a form of their own, filled in."""
    found = []
    for one in people:
        token = one.types("/survey").form.token
        values = {"mood": str(mood), "again": str(again), "comment": ""}
        key = f"{one.id}/{mood}/{again}"
        found.append(Incoming(one.workspace, key, one.id, Submitted(token, values), None))
    return found


def send(team: Team, events: Sequence[Incoming]) -> list[Answer]:
    async def all_at_once() -> list[Answer]:
        return await asyncio.gather(*map(team.app.handle, events))

    return team.run(all_at_once())


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("count", [SOME, pytest.param(MANY, marks=pytest.mark.soak)])
def test_three_answers_of_each_are_one_ballot_and_the_last_counts(team: Team, count: int) -> None:
    people = [team.member(f"Person{number}") for number in range(count)]
    first, second, last = (forms(people, mood, mood) for mood in (1, 2, 3))
    answers = send(team, [*first, *second]) + send(team, last)
    assert all(one.card and not one.form for one in answers)
    keys = team.app.house.box.keys
    query = sa.select(ballot.c.sealed, ballot_round.c.public_key).join(ballot_round)
    rows = team.app.database.read_now(lambda db: db.execute(query).all())
    opener = Opener(keys.private(rows[0].public_key))
    assert [opener.open(row.sealed).answers for row in rows] == [(2, 3)] * count
