"""Stories about thanks to a group: everybody reads its name."""

from __future__ import annotations

import pytest

from bot.testing import Member, Team
from tests.skills.kudos.telling import WHY


@pytest.fixture
def dora(team: Team, bob: Member, ann: Member, carl: Member) -> Member:
    """She belongs to no group."""
    team.group("support", [bob, ann, carl])
    team.group("sales", [bob])
    return team.member("Dora Dee")


def test_the_card_says_the_groups_name_and_who_they_are(
    team: Team, ann: Member, dora: Member
) -> None:
    dora.types(f"/kudos @support {WHY}")
    [posted] = team.channel("#kudos")
    told = "the group Support (Anna Neri, Bob Ross, and Carl Jung)"
    assert posted.text == f"Dora Dee thanks {told}\n{WHY}"
    ann.presses("Cheer", on=posted)
    assert posted.text == f"Dora Dee thanks {told}\n{WHY}\n1 colleague cheers."
    assert f"to {told}: {WHY}" in dora.types("/kudos mine").text
    dora.types("/kudos mine file")
    assert dora.inbox[-1].file is not None
    assert told in dora.inbox[-1].file.text
    team.tick("2026-11-27 16:01")
    assert f"{told}: {WHY}" in team.channel("#kudos")[-1].text
    team.tick("2026-12-01 09:00")
    dora.types("/kudos page")
    assert dora.inbox[-1].file is not None
    assert "the group Support" in dora.inbox[-1].file.text


def test_a_member_of_it_does_not_stand_among_those_they_thank(team: Team, dora: Member) -> None:
    dan = team.member("Dan Drew", language="it")
    team.group("ops", [dan, dora])
    dan.types(f"/kudos @ops {WHY}")
    assert "Dan Drew thanks the group Ops (Dora Dee)" in team.channel("#kudos")[-1].text
    assert f"a tutto il gruppo Ops (Dora Dee): {WHY}" in dan.types("/kudos mine").text


def test_several_groups_are_all_named(team: Team, dora: Member) -> None:
    dora.types(f"/kudos @support @sales {WHY}")
    assert "thanks the groups Support and Sales (" in team.channel("#kudos")[-1].text


def test_the_form_that_the_group_opened_still_knows_it(team: Team, dora: Member) -> None:
    form = dora.types("/kudos @support")
    missing = dora.fills(form, message="too short")
    dora.fills(missing, message=WHY)
    assert "Dora Dee thanks the group Support (" in team.channel("#kudos")[-1].text


def test_with_others_in_it_they_are_no_longer_the_group(
    team: Team, bob: Member, dora: Member
) -> None:
    dan = team.member("Dan Drew")
    dora.types(f"/kudos @support @dan {WHY}")
    dora.fills(dora.types("/kudos @support"), to=[dan, bob], message=WHY)
    assert len(team.channel("#kudos")) == 2
    assert all("Support" not in one.text for one in team.channel("#kudos"))
