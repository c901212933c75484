"""A company that has ideas: Marco manages, Anna reads Italian."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Reply, Shown, Team
from skills import cm
from skills.ideas import skill

BIKES = "Put covered bicycle racks in the courtyard so that people can cycle to work."
BIKES_AGAIN = "A roofed place to park bikes behind the building would let more of us come by bike."
BICI = "Servirebbe una tettoia dove lasciare le bici, così più colleghi pedalano fino in ufficio."
MENU = "Publish the canteen menu every Monday for the whole week."


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill)


@pytest.fixture
def marco(team: Team) -> Member:
    return team.member("Marco", role=Role.CM)


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann")


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def anna(team: Team) -> Member:
    return team.member("Anna", language="it")


def posted(team: Team, who: Member, words: str) -> Shown:
    """An idea, as it stands in the channel."""
    reply = who.types(f"/idea {words}")
    if "Post mine" in reply.shown.buttons:
        reply = who.presses("Post mine", on=reply)
    assert "has number" in reply.text
    return team.channel("#ideas")[-1]


def moves(marco: Member, idea: Shown, stage: str, reason: str) -> Reply:
    """Marco says how an idea stands."""
    form = marco.presses("Say how it stands", on=marco.presses("More", on=idea))
    return marco.fills(form, stage=stage, reason=reason)
