"""Planning for everybody steps aside while somebody is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot import Chat, Skill, Work, t, weekly
from bot.delivery.courtesy import LONGEST, REST, STILL, Courtesy
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


def test_a_job_lets_those_pass_who_asked_while_it_worked(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[float] = []
    now = 100.0
    monkeypatch.setattr("time.sleep", taken.append)
    monkeypatch.setattr("time.monotonic", lambda: now)
    about = Courtesy()
    about.asked()
    about.let_pass(100.0)
    assert taken == []
    now = 100.5
    about.asked()
    about.let_pass(100.4)
    assert [round(one, 3) for one in taken] == [0.1]
    about.let_pass(99.5)
    assert taken[1:] == [LONGEST]


def test_what_a_program_asks_makes_a_job_step_aside(
    monkeypatch: pytest.MonkeyPatch, team_of: Callable[..., Team]
) -> None:
    taken: list[float] = []
    monkeypatch.setattr("time.sleep", taken.append)
    made = Skill("toy", home=toy.HOME)

    @made.job("long")
    def long(work: Work) -> None:
        team.app.courtesy.asked()
        work.write(lambda chat: None)
        work.write(lambda chat: None)

    @made.command("toy")
    def begin(chat: Chat) -> None:
        chat.later(long)
        chat.whisper(t("said", who=chat.person, words="now"))

    team = team_of(made)
    team.member("Bob").types("/toy")
    assert len(taken) == 1
