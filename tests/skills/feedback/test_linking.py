"""A customer's words speak for an idea."""

from __future__ import annotations

from collections.abc import Callable

from bot import Role
from bot.testing import Team
from skills import cm, ideas
from skills.feedback import skill
from tests.skills.feedback.test_forgetting import forgets


def test_words_speak_for_an_idea_and_its_card_tells_how_many(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, ideas.skill, cm.skill)
    ann, bob = team.member("Ann"), team.member("Bob")
    ann.types("/idea Let customers see online when their bike is ready.")
    [idea] = team.channel("#ideas")
    bob.types("/feedback It would be great to see online when the bike is ready.")
    [card] = team.channel("#customers")
    form = bob.presses("Link to an idea", on=bob.presses("More", on=card))
    [which] = [one for one in form.form.fields if one.spec.name == "of_idea"]
    assert which.options[0][1].startswith("1 · Let customers see online")
    assert "idea 1 now" in bob.fills(form, of={"idea": "1"}, weight="3").text
    assert "Speaks for: 1 Let customers see online" in card.text
    assert "1 customer asks for it; for 1 nothing else will do" in idea.text


def test_an_idea_that_is_not_there_is_refused_and_nothing_lost(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, ideas.skill, cm.skill)
    bob = team.member("Bob")
    bob.types("/feedback It would be great to see online when the bike is ready.")
    [card] = team.channel("#customers")
    form = bob.presses("Link to an idea", on=bob.presses("More", on=card))
    assert "no idea 99" in bob.fills(form, number="99").problems["number"]
    assert "such as 12" in bob.fills(form, number="the lamp").problems["number"]


def test_nothing_is_asked_where_no_idea_is_alike(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, ideas.skill, cm.skill)
    ann, bob = team.member("Ann"), team.member("Bob")
    ann.types("/idea Let customers see online when their bike is ready.")
    bob.types("/feedback Coffee in the shop is cold.")
    bob.types("/feedback It would be great to see online when the bike is ready.")
    cold, online = team.channel("#customers")
    form = bob.presses("Link to an idea", on=bob.presses("More", on=cold))
    assert "of_idea" not in [one.spec.name for one in form.form.fields]
    assert "idea 1 now" in bob.fills(form, number="#1").text
    form = bob.presses("Link to an idea", on=bob.presses("More", on=online))
    assert "no idea 99" in bob.fills(form, of={"idea": "1"}, number="99").problems["number"]


def test_whoever_is_forgotten_speaks_for_no_idea(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, ideas.skill, cm.skill)
    ann, marco = team.member("Ann"), team.member("Marco", role=Role.CM)
    ann.types("/idea Let customers see online when their bike is ready.")
    [idea] = team.channel("#ideas")
    wish = "It would be great to see online when the bike is ready."
    for name in ("Rita Lane", "Ugo"):
        ann.fills(ann.types("/feedback"), words=f"{wish} {name} says so.", name=name)
        card = team.channel("#customers")[-1]
        form = ann.presses("Link to an idea", on=ann.presses("More", on=card))
        ann.fills(form, of={"idea": "1"}, weight="3")
    told = idea.text
    forgets(marco, "Ugo")
    forgets(marco, "Rita Lane")
    assert "2 customers ask for it; for 2 nothing else" in told
    assert "for it" not in idea.text
