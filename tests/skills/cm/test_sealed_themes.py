"""What was written in private counts for a theme where three wrote of it, once for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot import Role
from bot.insight.themes.tables import theme_count, theme_round
from bot.testing import Member, Team
from skills import cm, pulse
from tests.skills.cm.test_themes import SAID, names, number_of
from tests.skills.pulse.test_week import answer

SCANNER = [
    "We still wait for the second scanner in the warehouse.",
    "The scanner in the warehouse is broken again.",
]
PEOPLE = 34


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(pulse.skill, cm.skill, start="2026-11-20 08:00")


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def people(team: Team, cora: Member) -> list[Member]:
    return [team.member(f"N{number}") for number in range(PEOPLE)]


def a_round(team: Team, people: list[Member], comments: list[str], monday: int) -> None:
    """A round in which all answer, and some write."""
    team.tick(f"2026-11-{monday} 10:00" if monday < 31 else f"2026-12-{monday - 30:02} 10:00")
    for number, one in enumerate(people):
        answer(one, str(1 + number % 5), O1=comments[number] if number < len(comments) else "")
    team.tick(f"2026-11-{monday + 3} 19:00" if monday < 27 else f"2026-12-{monday - 27:02} 19:00")
    team.tick(f"2026-11-{monday + 4} 09:00" if monday < 26 else f"2026-12-{monday - 26:02} 09:00")


MEETINGS = [*SAID["meetings"]["en"], *SAID["meetings"]["it"]]
OTHERS = [words for some in SAID["other"].values() for words in some]


def test_a_theme_of_three_is_told_and_of_two_is_not(
    team: Team, cora: Member, people: list[Member]
) -> None:
    a_round(team, people, [*MEETINGS, *SCANNER, *OTHERS], 23)
    told = cora.types("/cm themes").text
    assert "“meetings”" in told
    assert "pulse comments: 7" in told
    assert "scanner" not in told
    # Nobody's words, and nothing that leads to them.
    shown = cora.types("/cm theme meetings").text
    assert "In 13 weeks: 7 comments in the pulse speak of it." in shown
    assert "Who noticed first: Colleagues, since the week of 23 November" in shown
    assert "Rising or fading" not in shown
    assert "lunch" not in shown
    assert "riunioni" not in shown


def test_comments_that_are_not_published_count_for_nothing(
    team: Team, cora: Member, people: list[Member]
) -> None:
    a_round(team, people, MEETINGS, 23)
    assert names(cora) == []
    assert stored(team) == []


def test_two_that_are_near_a_theme_are_not_counted(
    team: Team, cora: Member, people: list[Member]
) -> None:
    a_round(team, people, [*MEETINGS, *OTHERS], 23)
    before = stored(team)
    a_round(team, people, [*MEETINGS[:2], *OTHERS], 30)
    assert stored(team) == before


def test_no_edit_changes_what_was_counted(team: Team, cora: Member, people: list[Member]) -> None:
    a_round(team, people, [*MEETINGS, *SCANNER, *OTHERS], 23)
    before = stored(team)
    # Somebody guesses a phrase of one of them.
    form = cora.presses("Tell by words", on=cora.types("/cm theme meetings"))
    cora.fills(form, words="scanner, agenda")
    form = cora.presses("New theme", on=cora.types("/cm themes"))
    cora.fills(form, name="Agenda", words="agenda")
    cora.presses("Look for themes now", on=cora.types("/cm themes"))
    team.tick("2026-11-28 09:00")
    assert stored(team) == before
    assert "pulse comments: 7" in cora.types("/cm theme meetings").text
    assert "pulse comments" not in cora.types("/cm theme agenda").text
    # Neither in a round to come: words do not decide what was written in private.
    a_round(team, people, [*MEETINGS, *SCANNER, *OTHERS], 30)
    rounds = {round_ for round_, _, _ in stored(team)}
    assert sorted(count for _, _, count in stored(team)) == [7] * len(rounds)


def test_merged_ones_show_the_sum_of_what_was_published(
    team: Team, cora: Member, people: list[Member]
) -> None:
    canteen = [*SAID["canteen"]["en"], *SAID["canteen"]["it"]]
    a_round(team, people, [*MEETINGS, *canteen, *OTHERS], 23)
    before = stored(team)
    together = sum(count for _, _, count in before)
    [one, other] = names(cora)
    form = cora.presses("Merge into another", on=cora.types(f"/cm theme {one}"))
    cora.fills(form, into={"theme": number_of(team, other)})
    assert stored(team) == before
    assert f"pulse comments: {together}" in cora.types("/cm themes").text


def stored(team: Team) -> list[tuple[int, int, int]]:
    """All that there is of private comments: rounds, themes, how many."""
    there = sa.select(theme_count).order_by(theme_count.c.round_id, theme_count.c.theme_id)
    found = team.app.database.read_now(lambda db: [tuple(row) for row in db.execute(there)])
    rounds = team.app.database.read_now(lambda db: db.scalars(sa.select(theme_round)).all())
    assert {round_ for round_, _, _ in found} <= set(rounds)
    assert all(count >= 3 for _, _, count in found)
    return found
