"""Sending: a job posts and mails; a story sees it, and has it go wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Chat, Letter, Rejected, Skill, Uncertain, Unreachable, Work
from bot.outside.posting import Posted
from bot.testing import Team
from tests.bot import toy

skill = Skill("toy", home=toy.HOME)
SHOP = "https://shop.example/replies"
ENDED: list[str] = []


@skill.job("tell")
def tell(work: Work, to: str, number: int) -> None:
    ended = "well"
    try:
        if to == "shop":
            work.post("shop", SHOP, f"toy/{number}", {"number": number})
        else:
            work.mail(Letter(to, "Toys", "A toy.", f"toy/{number}"))
    except (Unreachable, Rejected, Uncertain) as error:
        ended = type(error).__name__
    ENDED.append(ended)


@skill.command("toy", toy.Note)
def ask(chat: Chat, form: toy.Note) -> None:
    chat.later(tell, form.words, 7)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    ENDED.clear()
    return team_of(skill)


def test_a_story_sees_what_was_posted_and_what_was_mailed(team: Team) -> None:
    bob = team.member("Bob")
    bob.types("/toy shop")
    bob.types("/toy rossi@shop.example")
    assert team.posted == [Posted("shop", SHOP, "toy/7", {"number": 7})]
    assert team.mailed == [Letter("rossi@shop.example", "Toys", "A toy.", "toy/7")]
    assert ENDED == ["well", "well"]


def test_a_story_says_how_the_next_ones_end(team: Team) -> None:
    bob = team.member("Bob")
    team.sends_badly(Unreachable, None, Rejected, Uncertain)
    for _ in range(5):
        bob.types("/toy rossi@shop.example")
    assert ENDED == ["Unreachable", "well", "Rejected", "Uncertain", "well"]
    # What is uncertain may have arrived.
    assert len(team.mailed) == 3
    team.sends_badly(Unreachable, Uncertain)
    for _ in range(3):
        bob.types("/toy shop")
    assert ENDED[5:] == ["Unreachable", "Uncertain", "well"]
    assert len(team.posted) == 2


def test_in_a_story_too_nothing_goes_where_nothing_can_go(team: Team) -> None:
    team.member("Bob").types("/toy nobody")
    assert (ENDED, team.mailed) == (["Rejected"], [])
