"""Sampling: what people of the sample company answer, and what some of them write."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from bot import Person, Scene
from skills.pulse.bank import AGREE, built_in
from skills.pulse.settings import skill

# Who does not keep silent would answer in one hour of a round, unless they are not at work in it.
SILENT = 0.35
DAYS, FIRST_HOUR, LAST_HOUR = 4, 10, 17
WRITES, DECLINES = 0.14, 0.04
# Teams differ, and so does what is asked.
LOW_TEAM, HIGH_TEAM = -0.7, 0.6
# In a week of long days people have less of everything.
AT_THE_FAIR = -0.15


@skill.sample
def play(scene: Scene) -> None:
    """Let many answer the round that is open."""
    for who in scene.people:
        here = scene.now.astimezone(who.clock)
        day, hour = here.weekday(), here.hour
        if day < DAYS and FIRST_HOUR <= hour <= LAST_HOUR and (day, hour) == _hour(who, here):
            scene.types(who, "/pulse", answers=_answers(scene, who))


def _hour(who: Person, now: datetime) -> tuple[int, int] | None:
    """The day and the hour of a week in which somebody would answer; None where they don't."""
    year, week, _ = now.isocalendar()
    chance = Random(f"{who.id}/{year}/{week}")  # noqa: S311 - nobody gains by guessing it
    hour = chance.randrange(DAYS), chance.randint(FIRST_HOUR, LAST_HOUR)
    return None if chance.random() < SILENT else hour


def _answers(scene: Scene, who: Person) -> dict[str, Any]:
    """Somebody's answers to whatever may be asked."""
    mood = _mood(who)
    found: dict[str, Any] = {}
    for one in built_in().values():
        if not (one.rotates or one.trust or one.newcomers):
            continue
        low, high = one.ends
        share = 0.56 + 0.02 * (len(one.construct) % 9) + 0.12 * mood
        middle = low + (high - low) * (share + (AT_THE_FAIR if scene.fair else 0))
        middle = low + high - middle if one.reverse else middle
        value = round(scene.random.gauss(middle, (high - low) / (4 if one.scale == AGREE else 5)))
        declined = scene.random.random() < DECLINES
        found[one.id] = "-" if declined else str(min(high, max(low, value)))
    if scene.random.random() < WRITES:
        found["O1"] = scene.line("comments", who)
    return found


def _mood(who: Person) -> float:
    """How somebody's team is on the whole."""
    team = who.organisation[-1] if who.organisation else ""
    part = sum(map(ord, team)) % 11 / 10
    return LOW_TEAM + (HIGH_TEAM - LOW_TEAM) * part
