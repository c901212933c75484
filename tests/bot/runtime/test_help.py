"""The help: what can be done here, in an order that can be read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Reply, Team
from skills import cm, kudos


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(kudos.skill, cm.skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def commands(said: str) -> list[str]:
    """The commands that a help names, in its order."""
    return [line.partition(" – ")[0] for line in said.splitlines() if line.startswith("/")]


def all_of(who: Member, menu: Reply) -> list[str]:
    """All commands of the manager's, over all pages."""
    shown, found = who.presses("All commands", on=menu), list[str]()
    while True:
        lines = [line for line in shown.text.splitlines() if line.startswith("/")]
        found += [line.partition(": ")[0] for line in lines]
        if "More commands" not in shown.shown.buttons:
            return found
        shown = who.presses("More commands", on=shown)


FOR_ALL = [
    "/kudos",
    "/kudos coach",
    "/kudos mine",
    "/kudos mine file",
    "/kudos page",
    "/kudos report",
    "/kudos undo",
    "/piazza",
    "/piazza forgetme",
    "/piazza promises",
    "/piazza settings",
    "/piazza whatyouknow",
]


def test_each_command_stands_before_the_longer_ones(bob: Member) -> None:
    assert commands(bob.types("/piazza").text) == FOR_ALL


def test_what_is_for_few_comes_last_and_in_one_line(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    assert commands(cora.types("/piazza").text) == [*FOR_ALL, "/cm"]


def test_the_community_manager_reads_a_few_commands_and_all_at_a_press(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    menu = cora.types("/cm")
    few = set(re.findall(r"/cm \w+", menu.text))
    assert {"/cm kudos", "/cm schedule"} <= few
    every = all_of(cora, menu)
    assert {one for one in every if len(one.split()) == 2} <= few
    assert {"/cm post list", "/cm schedule pause", "/cm kudos remove"} <= set(every)


@pytest.mark.parametrize("role", [None, Role.CM])
def test_a_home_lists_first_words_and_all_at_a_press(team: Team, role: Role | None) -> None:
    ugo = team.member("Ugo", role=role)
    shown = ugo.home[-1]
    assert commands(shown.text) == ["/kudos", "/piazza", *(["/cm"] if role else [])]
    assert shown.buttons == ["All commands", "My settings"]
    assert ugo.presses("All commands", on=shown).text == ugo.types("/piazza").text


@pytest.mark.parametrize("words", ["/piazza foo", "/piazza Foo bar"])
def test_a_longer_command_that_there_is_not_leads_to_the_help(bob: Member, words: str) -> None:
    first, rest = bob.types(words).text.split("\n", 1)
    assert first == f"There is no /piazza {words.split()[1]}."
    assert rest == bob.types("/piazza").text


def test_each_reads_it_in_their_own_language(team: Team) -> None:
    ugo = team.member("Ugo", language="it", role=Role.CM)
    assert ugo.types("/piazza foo").text.startswith("/piazza foo non esiste.\nPiazza è il posto")
    assert ugo.types("/cm pots list").text.startswith("/cm pots non esiste. Volevi dire /cm post?")


def test_a_longer_command_that_there_is_not_leads_to_its_neighbours(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    first, rest = cora.types("/cm pots list").text.split("\n", 1)
    assert first == "There is no /cm pots. Did you mean /cm post? /cm shows all there is."
    assert commands(rest) == ["/cm post", "/cm post delete", "/cm post list"]
    first, rest = cora.types("/cm foo").text.split("\n", 1)
    assert first == "There is no /cm foo. There are:"
    assert sorted(commands(rest)) == sorted(all_of(cora, cora.types("/cm")))


def test_neighbours_that_are_not_for_the_asker_are_not_shown(bob: Member) -> None:
    first, rest = bob.types("/cm pots").text.split("\n", 1)
    assert first == "There is no /cm pots."
    assert commands(rest) == FOR_ALL


@pytest.mark.parametrize(
    "words",
    [
        "/kudos help",
        "/kudos AIUTO ",
        "/piazza help",
        "/kudos undo help",
        "/piazza ?",
        "/piazza @anna",
    ],
)
def test_whoever_asks_for_help_gets_it_whatever_the_command(bob: Member, words: str) -> None:
    assert bob.types(words).text == bob.types("/piazza").text


def test_more_than_the_word_help_is_what_the_command_is_for(team: Team, bob: Member) -> None:
    team.member("Ann")
    assert bob.types("/kudos help me").form.fields
    bob.types("/kudos @ann help with the heavy boxes on Monday")
    [posted] = team.channel("#kudos")
    assert "help with the heavy boxes" in posted.text
