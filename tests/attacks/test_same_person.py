"""A10: one person has one ballot, their last, from wherever and however often they answer."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.people import Role
from bot.privacy.cells import kept
from bot.privacy.sealing import Opener
from bot.privacy.tables import ballot, ballot_comment, ballot_round
from bot.runtime.incoming import Incoming, Submitted
from bot.testing import Member, Team
from tests.bot.privacy.survey import skill

PEOPLE = 16


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    with Team([skill], database_url=database_url) as team:
        yield team


def answers(who: Member, mood: int) -> None:
    said = who.fills(who.types("/survey"), mood=mood, comment=f"{who.profile.handle} {mood}")
    assert said.text.startswith("Recorded")


def at_once(team: Team, people: Sequence[Member], mood: int) -> None:
    """All of them send a form off at the same moment."""
    sent = [
        Incoming(
            one.workspace,
            f"{one.id}/{mood}",
            one.id,
            Submitted(one.types("/survey").form.token, {"mood": str(mood), "comment": ""}),
            None,
        )
        for one in people
    ]

    async def send() -> None:
        await asyncio.gather(*map(team.app.handle, sent))

    team.run(send())


def in_the_box(team: Team) -> list[tuple[int, str]]:
    """What lies there: how each is, counted from 0, and what they wrote."""

    def look(db: Session) -> list[tuple[int, str]]:
        public = db.scalar(sa.select(ballot_round.c.public_key))
        assert public
        opener = Opener(team.app.house.box.keys.private(public))
        found = map(opener.open, db.scalars(sa.select(ballot.c.sealed)))
        return sorted((one.answers[0] or 0, one.comment) for one in found)

    return team.app.database.read_now(look)


def test_a10_one_person_has_one_ballot_the_last(
    team: Team, record_property: Callable[[str, str], None]
) -> None:
    cm = team.member("Marco", role=Role.CM)
    people = [team.member(f"Person{number}") for number in range(PEOPLE)]
    # Some have been on both platforms for long, some come to the other one in the middle of it.
    twins = [team.account(one) for one in people[::2]]
    cm.types("/survey open")
    for mood in (1, 2):
        for one in people:
            answers(one, mood)
    twins += [team.account(one) for one in people[1::2]]
    for one in twins:
        answers(one, 3)
    assert len(in_the_box(team)) == PEOPLE
    at_once(team, [*people, *twins], 4)
    assert in_the_box(team) == [(3, "")] * PEOPLE
    late = team.member("Late")
    for one, mood in ((late, 1), (team.account(late), 5), *((one, 5) for one in people[:8])):
        answers(one, mood)
    assert Counter(mood for mood, _ in in_the_box(team)) == {3: 8, 4: 9}
    team.tick("2026-11-27 10:00")
    [cell, _] = team.app.database.read_now(lambda db: kept(db.connection(), 1))
    assert (cell.figures and cell.figures.mean) == 4.5
    words = team.app.database.read_now(
        lambda db: set(db.scalars(sa.select(ballot_comment.c.words)))
    )
    assert words == {"late 5", *(f"person{number} 5" for number in range(8))}
    kind, sent = team.app.database.kind, PEOPLE * 5 + 10
    record_property(
        "attack",
        f"A10: {kind}: {PEOPLE + 1} people on two platforms, {sent} answers, {PEOPLE * 2} of them"
        f" at once: {PEOPLE + 1} ballots, each the last",
    )
