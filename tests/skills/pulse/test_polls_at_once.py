"""Polls when several people do something at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from bot.runtime.incoming import Incoming, Pressed
from bot.testing import WORKSPACE, Member, Shown, Team
from skills.pulse import skill
from tests.skills.pulse.test_polls import asked


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """Only there several transactions are under way at once."""
    return postgres_url


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill)


@pytest.fixture
def crew(team: Team) -> list[Member]:
    return [team.member(f"N{n}") for n in range(8)]


def press(
    team: Team, who: Sequence[Member], on: Sequence[Shown], label: str, key: str, *more: Any
) -> None:
    """Each of some people presses a button of their card, all at the same moment as more."""
    events = []
    for one, shown in zip(who, on, strict=True):
        [token] = [each.token for each in shown.card.buttons if each.label == label]
        what = Pressed(token, shown.place)
        events.append(Incoming(WORKSPACE, f"{key}/{one.id}", one.id, what))

    async def all_at_once() -> None:
        await asyncio.gather(*(team.app.handle(event) for event in events), *more)
        await team.app.engine.idle()

    team.run(all_at_once())


def test_votes_at_the_same_moment_all_show(team: Team, crew: list[Member]) -> None:
    ticks = count()
    # Of two cards that were made at the same microsecond nobody could say which is newer.
    team.app.clock = team.app.courier.clock = lambda: team.now + timedelta(microseconds=next(ticks))
    for number in range(5):
        poll = asked(team, crew[0], f"/poll Where do we eat {number}? | Pizza | Sushi")
        press(team, crew, [poll] * len(crew), "Vote: Pizza", str(number))
        assert "“Pizza”: 8 votes" in poll.text


def test_closed_by_hand_when_its_time_is_over_it_is_closed_once(
    team: Team, crew: list[Member]
) -> None:
    for number in range(5):
        card = crew[0].types(f"/poll Where do we eat {number}? | Pizza | Sushi", channel="#lunch")
        team.tick(timedelta(minutes=1))
        team.now += timedelta(days=1)
        press(team, crew[:1], [card.shown], "Close it now", str(number), team.app.jobs.drain())
        team.tick(timedelta(minutes=1))
        told = [
            one for one in team.channel("#lunch") if f"result: Where do we eat {number}" in one.text
        ]
        assert len(told) == 1
