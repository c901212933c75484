"""Planning for everybody steps aside while somebody is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot import weekly
from bot.delivery.courtesy import REST, STILL, Courtesy
from bot.testing import Team
from tests.bot import toy


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The rests that were taken, in seconds; nobody waits for them."""
    taken: list[float] = []

    async def note(seconds: float) -> None:
        taken.append(seconds)

    monkeypatch.setattr("asyncio.sleep", note)
    return taken


def test_it_rests_for_a_multiple_of_what_it_took_while_people_are_about(
    rests: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    about = Courtesy()
    asyncio.run(about.step_aside(99.5))
    assert rests == []
    about.asked()
    now += STILL / 2
    asyncio.run(about.step_aside(now - 0.25))
    assert rests == [REST * 0.25]
    now += STILL
    asyncio.run(about.step_aside(now - 0.25))
    assert len(rests) == 1


def test_a_command_makes_planning_step_aside(
    rests: list[float], team_of: Callable[..., Team]
) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    bob = team.member("Bob")
    bob.types("/toy hello")
    team.tick("2026-11-27 15:00")
    assert len(rests) == 1
