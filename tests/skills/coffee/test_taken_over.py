"""Stories of a round whose making was cut short, or was done by two at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sqlalchemy import select

from bot import Chat
from bot.testing import WORKSPACE, Team
from skills.coffee.model import Avoid, Meeting
from skills.coffee.storing import add, claim, finish
from skills.coffee.weeks import latest
from tests.skills.coffee.telling import MONDAY, introductions, joined, pairs, tables

T = TypeVar("T")


def write(team: Team, change: Callable[[Chat], T]) -> T:
    """What a job does in a transaction."""
    return team.app.database.write_now(
        lambda db: change(Chat(db, team.now, WORKSPACE, "coffee", team.app.house))
    )


def meetings(team: Team) -> list[tuple[int, int, int]]:
    columns = select(Meeting.person_id, Meeting.other_id, Meeting.times)
    read = team.app.database.read_now
    return sorted(read(lambda db: [(a, b, n) for a, b, n in db.execute(columns)]))


def test_what_was_cut_short_is_begun_anew_and_leaves_nothing_behind(team: Team) -> None:
    people = joined(team, 4)
    ids = [one.person.id for one in people]
    gone = write(team, partial(claim, week=MONDAY))
    cut = [(ids[0], ids[1]), (ids[2], ids[3])]
    assert write(team, partial(add, mine=gone, tables=cut[:1], first=0, drawn=None))
    # Until it is whole nobody sees any of it.
    assert "This round with" not in people[0].types("/coffee").text
    team.tick("2027-01-10 06:01")
    assert not write(team, partial(add, mine=gone, tables=cut[1:], first=1, drawn=None))
    assert not write(team, partial(finish, mine=gone, ahead=()))
    assert write(team, partial(claim, week=MONDAY)) == ""
    team.tick("2027-01-11 10:01")
    [round_] = tables(team)
    assert len(round_) == 2
    assert [len(introductions(one)) for one in people] == [1] * 4
    both = [two for one in pairs([round_]) for two in (one, one[::-1])]
    assert meetings(team) == sorted((*two, 1) for two in both)


def test_who_leaves_or_avoids_somebody_while_it_is_made_is_heeded(team: Team) -> None:
    people = joined(team, 5)
    ids = [one.person.id for one in people]
    mine = write(team, partial(claim, week=MONDAY))
    seated = [(ids[0], ids[1]), (ids[2], ids[3], ids[4])]
    write(team, partial(add, mine=mine, tables=seated, first=0, drawn=None))
    people[0].types("/coffee leave")
    avoid = Avoid(person_id=ids[2], avoided=ids[3], since=team.now)
    write(team, lambda chat: chat.db.add(avoid))
    assert write(team, partial(finish, mine=mine, ahead=()))
    assert sorted(map(sorted, tables(team)[0])) == [[ids[1]], [ids[2]], [ids[3], ids[4]]]
    # Those who were parted before anybody heard of it have not been brought together.
    assert meetings(team) == [(ids[3], ids[4], 1), (ids[4], ids[3], 1)]
    round_ = team.app.database.read_now(latest)
    assert round_ is not None
    assert (round_.people, round_.tables, round_.alone) == (4, 1, 2)
