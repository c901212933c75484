"""What is read when a round is counted: by everybody, by the manager, on the page, in the table."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
from skills.pulse import skill
from tests.skills.pulse.test_week import answer

PEOPLE, ANSWERED = 40, 30


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, start="2026-11-20 08:00")


@pytest.fixture
def marco(team: Team) -> Member:
    return team.member("Marco", role=Role.CM)


@pytest.fixture
def others(team: Team, marco: Member) -> list[Member]:
    return [team.member(f"N{number}") for number in range(PEOPLE)]


def a_round(team: Team, others: list[Member], monday: int, words: str = "") -> None:
    """A round in which three quarters answer, this way and that."""
    team.tick(f"2026-11-{monday} 10:00")
    for number, one in enumerate(others[:ANSWERED]):
        answer(one, str(1 + number % 5), O1=f"{words} {number}" if words and number < 12 else "")
    team.tick(f"2026-11-{monday + 3} 19:00")


def test_everybody_reads_what_came_of_it_and_the_manager_more(
    team: Team, marco: Member, others: list[Member]
) -> None:
    a_round(team, others, 23, "The meetings take too long")
    [posted] = team.channel("#general")
    assert "25 to 49 of 41" not in posted.text
    assert "Took part: 25 to 41 of 41" in posted.text
    assert "Acceptance: 3 of 5, give or take" in posted.text
    assert "too long" not in posted.text
    told = marco.inbox[-1]
    assert "“meetings” (12)" in told.text
    marco.presses("As a page", on=told)
    page = marco.inbox[-1].file
    assert page is not None
    assert page.name == "pulse-2026-11-23.html"
    assert page.text.count("The meetings take too long") == 12
    marco.presses("As a table", on=told)
    table = marco.inbox[-1].file
    assert table is not None
    assert "B1,Acceptance,Everybody,25,49,3" in table.text
    assert posted.text.splitlines()[0] in others[0].types("/pulse results").text


def test_too_few_is_said_and_no_number_is_left_anywhere(
    team: Team, marco: Member, others: list[Member]
) -> None:
    team.tick("2026-11-23 10:00")
    for one in others[:4]:
        answer(one, "5")
    team.tick("2026-11-26 19:00")
    [posted] = team.channel("#general")
    assert "Took part: too few of 41 to say" in posted.text
    assert "Acceptance: too few to say" in posted.text
    told = marco.inbox[-1]
    for label in ("As a page", "As a table"):
        marco.presses(label, on=told)
        file = marco.inbox[-1].file
        assert file is not None
        body = file.text.partition("<body>")[2] or file.text
        words = re.sub(r"<[^>]*>", " ", body)
        assert not re.search(r"(?<![\d.])5(?![\d.])", words.replace("95 times", "")), words


def test_the_manager_may_keep_the_results_to_themselves(
    team: Team, marco: Member, others: list[Member]
) -> None:
    form = marco.presses("Change", on=marco.types("/cm pulse"))
    assert "every week" in marco.fills(form, results="manager").text
    a_round(team, others, 23)
    assert team.channel("#general") == []
    assert "for the community manager" in others[0].types("/pulse results").text
    assert "3 of 5" in marco.inbox[-1].text
