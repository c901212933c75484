"""The index of belonging: week by week, each figure with its doubt, and nothing about anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot import Chat, Level, Period, Role, Skill
from bot.directory.employees import Employee
from bot.testing import Member, Team
from skills import cm, kudos, pulse
from tests.skills.pulse.conftest import employed
from tests.skills.pulse.test_week import answer

PEOPLE, NEW = 30, 6
STARTED = date(2020, 1, 1), date(2026, 11, 2)
WHY = "for the careful work on the new warehouse plan"


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(kudos.skill, pulse.skill, cm.skill, start="2026-11-20 08:00")


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def people(team: Team, cora: Member) -> list[Member]:
    found = [team.member(f"Nina{number} Rossi") for number in range(PEOPLE)]
    page = [
        Employee(
            str(at),
            one.person.name,
            one.profile.email,
            company="Acme",
            team=f"T{at % 2}",
            started=STARTED[at < NEW],
        )
        for at, one in enumerate(found)
    ]
    employed(team, page)
    return found


def thanks(giver: Member, receiver: Member, more: str = "") -> None:
    giver.types(f"/kudos @{receiver.profile.handle} {WHY} {more}")


def a_week(team: Team, people: Sequence[Member], day: str, giving: int = 10) -> None:
    """Some thank whom they stand beside, who are of the other team; all answer."""
    team.tick(f"{day} 10:00")
    for number, one in enumerate(people):
        answer(one, str(3 + number % 3))
    for giver, receiver in pairwise(people[: giving + 1]):
        thanks(giver, receiver)


def test_before_the_first_monday_there_is_nothing(team: Team, cora: Member) -> None:
    assert "Nothing to show yet" in cora.types("/cm belonging").text


def test_it_tells_thanks_and_ties_with_their_doubt(
    team: Team, cora: Member, people: list[Member]
) -> None:
    a_week(team, people, "2026-11-23")
    team.tick("2026-11-26 19:00")
    team.tick("2026-11-30 05:00")
    card = cora.types("/cm belonging")
    assert re.search(r"Belonging stands at \d+ ± \d+ of 100, no figure from four weeks", card.text)
    facts = dict(
        line.split(": ", 1) for line in card.text.splitlines() if " ± " in line and ": " in line
    )
    # Eleven of thirty-one took part in thanks: a third or so, told in tenths.
    assert facts["Part in thanks"].startswith(("30 ±", "40 ±"))
    # All six took part, and that is not said.
    assert facts["Newcomers in thanks"].startswith("90 ±")
    assert facts["Thanks across teams"].startswith("100 ±")
    assert not any(one.profile.name.split()[0] in card.text for one in people)


def test_what_was_kept_is_not_told_anew_after_one_more(
    team: Team, cora: Member, people: list[Member]
) -> None:
    a_week(team, people, "2026-11-23")
    team.tick("2026-11-30 05:00")
    before = cora.types("/cm belonging").text
    for giver, receiver in zip(people[12:20], people[20:28], strict=True):
        thanks(giver, receiver, "again")
    team.tick("2026-11-30 12:00")
    assert cora.types("/cm belonging").text == before


def test_of_few_nothing_is_told(team: Team, cora: Member) -> None:
    some = [team.member(f"Few{number}") for number in range(4)]
    thanks(some[0], some[1])
    team.tick("2026-11-30 05:00")
    assert "Nothing to show yet" in cora.types("/cm belonging").text


def test_how_it_moved_is_said_only_beyond_chance(
    team: Team, cora: Member, people: list[Member]
) -> None:
    a_week(team, people, "2026-11-23", giving=PEOPLE)
    for day in ("2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28", "2027-01-04"):
        team.tick(f"{day} 05:00")
    card = cora.types("/cm belonging")
    # Nobody has thanked for a month.
    assert re.search(r"Part in thanks: \d+ ± \d+ · down from \d+ four weeks before", card.text)
    assert "Part in thanks, from" in str(card.answer.card)


def test_one_that_fails_is_said_and_the_others_of_that_week_are_kept(
    team_of: Callable[..., Team], tmp_path: Path
) -> None:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings/en.yaml").write_text("name: Broken\ngauge.across: What stands\n")
    broken = Skill("broken", home=tmp_path)

    @broken.gauge("thanked")
    def breaks(chat: Chat, _week: Period) -> Level | None:
        """PostgreSQL does nothing more in a transaction after this, but for a savepoint."""
        chat.db.execute(sa.text("INSERT INTO installation (name) VALUES (NULL)"))
        return None

    @broken.gauge("across")
    def stands(_chat: Chat, _week: Period) -> Level | None:
        return Level(42, 3)

    team = team_of(broken, kudos.skill, cm.skill)
    cora = team.member("Cora Conti", role=Role.CM)
    with capture_logs() as logged:
        team.tick("2026-11-30 05:00")
    assert "What stands: 42 ± 3" in cora.types("/cm belonging").text
    [said] = [one for one in logged if one["log_level"] == "error"]
    assert said["gauge"] == "broken.thanked"


def test_in_italian(team: Team, people: list[Member]) -> None:
    marco = team.member("Marco Bianchi", language="it", role=Role.CM)
    a_week(team, people, "2026-11-23")
    team.tick("2026-11-30 05:00")
    assert "Il senso di appartenenza è a" in marco.types("/cm belonging").text
    assert "Grazie tra team diversi" in marco.types("/cm belonging").text


def test_it_is_for_organisers(team: Team, cora: Member, people: list[Member]) -> None:
    assert "Cora Conti" in people[0].types("/cm belonging").text
