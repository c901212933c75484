"""What leaves of a round is what was published of it: counted again from what people answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot import Period, Role
from bot.privacy.bands import NUMBERS
from bot.runtime import takeout
from bot.testing import Member, Team
from skills.pulse import reporting, skill
from tests.skills.pulse.test_week import answer

ROME = "Europe/Rome"


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, start="2026-11-20 08:00")


@pytest.fixture
def crew(team: Team) -> list[Member]:
    team.member("Marco", role=Role.CM)
    return [team.member(f"N{number}") for number in range(31)]


def exported(team: Team, kind: str) -> list[dict[str, Any]]:
    house, ever = team.app.house, takeout.period_of(None, None, ROME)
    door = house.router.exports[kind]
    rows = team.app.database.read_now(lambda db: house.exported(door, db, ever, team.now))
    return list(json.loads(takeout.text_of(door.columns, rows, "json", "en", ROME)))


def a_round(team: Team, crew: list[Member], answers: list[int]) -> None:
    team.tick("2026-11-23 10:00")
    for number, (one, said) in enumerate(zip(crew, answers, strict=False)):
        answer(one, str(said), O1=f"word {number}" if number < 12 else "")
    team.tick("2026-11-26 19:00")


def test_each_figure_is_that_of_what_people_answered(team: Team, crew: list[Member]) -> None:
    answers = [1 + (7 * n) % 5 if n % 3 else 4 for n in range(28)]
    a_round(team, crew, answers)
    rows = exported(team, "pulse")
    assert len({row["question"] for row in rows}) >= 3
    [band] = [one for one in NUMBERS if one[0] <= len(answers) <= one[1]]
    mean = round(sum(answers) / len(answers), 1)
    period = Period(date(2026, 11, 26), date(2026, 11, 27), ROME)
    section = team.app.database.read_now(lambda db: reporting.report(db, period))
    assert section is not None
    told = [one.value for one in section.facts[1:-1]]
    whole = [row for row in rows if row["unit"] == ""]
    assert sum(row["score"] is not None for row in whole) >= 3
    for row, fact in zip(whole, told, strict=True):
        if row["score"] is None:
            assert "score" not in getattr(fact, "values", {})
            continue
        assert (row["answered from"], row["answered to"]) == band
        assert row["score"] in (mean, round(6 - mean, 1)), row
        assert row["asked"] == len(crew) + 1
        assert fact.values["score"] == row["score"]  # type: ignore[union-attr]
    words = [row["comment"] for row in exported(team, "pulse_comments")]
    assert sorted(words) == sorted(f"word {number}" for number in range(12))


def test_of_too_few_there_is_no_figure_and_no_word(team: Team, crew: list[Member]) -> None:
    a_round(team, crew, [5, 5, 5, 5])
    figures = {"answered from", "answered to", "score", "from", "to", "around", "change", "shares"}
    for row in exported(team, "pulse"):
        assert row["shown"] is False
        assert {row[name] for name in figures} == {None}
    assert exported(team, "pulse_comments") == []
