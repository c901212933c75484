"""Stories about what a company can set."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from bot.testing import Team
from skills.kudos import KudosSettings, skill
from tests.skills.kudos.telling import WHY


def test_where_a_value_is_required_it_is_asked_for(team_of: Callable[..., Team]) -> None:
    settings = KudosSettings(values=("teamwork", "quality"), value_required=True)
    team = team_of(skill, settings={"kudos": settings})
    bob, _ = team.member("Bob"), team.member("Anna")
    form = bob.types(f"/kudos @anna {WHY}")
    assert form.problems == {"value": "Please fill this in."}
    assert [one.spec.required for one in form.form.fields if one.spec.name == "value"] == [True]
    assert team.channel("#kudos") == []
    assert "Anna" in bob.fills(form, value="quality").text
    assert "Anna" in bob.types(f"/kudos @anna #teamwork {WHY}").text
    assert [one.text.splitlines()[-1] for one in team.channel("#kudos")] == [
        "Value: quality",
        "Value: teamwork",
    ]


def test_a_company_without_values_is_asked_for_none(team_of: Callable[..., Team]) -> None:
    team = team_of(skill)
    bob, ann = team.member("Bob"), team.member("Anna")
    form = bob.types("/kudos").form
    assert "value" not in [one.spec.name for one in form.fields]
    assert "Anna" in bob.fills(form, to=[ann], message=WHY).text


def test_the_reaction_that_cheers_can_be_another(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, settings={"kudos": KudosSettings(reaction="taco")})
    bob, ann = team.member("Bob"), team.member("Anna")
    bob.types(f"/kudos @anna {WHY}")
    [posted] = team.channel("#kudos")
    ann.reacts("tada", on=posted)
    assert "cheers" not in posted.text
    ann.reacts("taco", on=posted)
    assert "1 colleague cheers." in posted.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"value_required": True},
        {"values": ["Private"]},
        {"reaction": ":tada:"},
        {"reaction": ""},
        {"flag_days": 0},
        {"flag_pair": 1},
        {"flag_text": 1},
    ],
)
def test_what_could_not_work_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        KudosSettings.model_validate(wrong)
