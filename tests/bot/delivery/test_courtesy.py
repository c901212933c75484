"""Planning for everybody steps aside while somebody is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot import Chat, Skill, Work, t, weekly
from bot.delivery.courtesy import LONGEST, PEACE, REST, STILL, Courtesy
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


@dataclass
class Bustle:
    """A clock on which somebody asks for something every so many seconds, for a while."""

    about: Courtesy
    every: float
    until: float
    now: float = 100.0

    def sleep(self, seconds: float) -> None:
        end = self.now + seconds
        while (coming := self.now + self.every) <= min(end, self.until):
            self.now = coming
            self.about.asked()
        self.now = end


@pytest.mark.parametrize(
    ("every", "until", "rest"), [(0.01, 100.3, 0.4), (0.01, 200, LONGEST), (0.5, 200, PEACE)]
)
def test_a_job_rests_until_there_is_peace(
    monkeypatch: pytest.MonkeyPatch, every: float, until: float, rest: float
) -> None:
    about = Courtesy()
    bustle = Bustle(about, every, until)
    monkeypatch.setattr("time.monotonic", lambda: bustle.now)
    monkeypatch.setattr("time.sleep", bustle.sleep)
    about.let_pass(99.0)
    assert bustle.now == 100.0
    about.asked()
    about.let_pass(99.0)
    assert bustle.now == pytest.approx(100.0 + rest, abs=0.05)


def test_what_a_program_asks_makes_a_job_step_aside(
    monkeypatch: pytest.MonkeyPatch, team_of: Callable[..., Team]
) -> None:
    taken: list[float] = []
    sleep = time.sleep

    def rest(seconds: float) -> None:
        taken.append(seconds)
        sleep(seconds)

    monkeypatch.setattr("time.sleep", rest)
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
    assert PEACE / 2 < sum(taken) <= LONGEST
