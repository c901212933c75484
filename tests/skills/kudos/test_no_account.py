"""Stories about colleagues who have no account, and are colleagues all the same."""

from __future__ import annotations

from bot.testing import Member, Team
from tests.skills.kudos.telling import WHY


def test_they_are_thanked_by_name_counted_and_in_the_card(
    team: Team, bob: Member, ann: Member
) -> None:
    maria = team.employee("Maria Rossi")
    assert "Maria Rossi" in bob.types(f"/kudos @Maria Rossi {WHY}").text
    [posted] = team.channel("#kudos")
    assert posted.text == f"Bob Ross thanks Maria Rossi\n{WHY}"
    assert maria.identities == {}
    team.tick("2026-11-27 16:01")
    assert "Maria Rossi" in team.channel("#kudos")[-1].text


def test_with_others_and_in_the_form(team: Team, bob: Member, ann: Member) -> None:
    team.employee("Maria Rossi")
    form = bob.types("/kudos")
    sent = bob.fills(form, to=[ann], others="maria rossi, Anna Neri", message=WHY)
    assert sent.text.startswith("Thank you for thanking Anna Neri and Maria Rossi!")
    assert len(ann.inbox) == 1


def test_somebody_has_to_be_thanked(team: Team, bob: Member) -> None:
    form = bob.types("/kudos for all that you do for us every day")
    assert [one.spec.name for one in form.form.fields][:2] == ["to", "others"]
    assert form.problems == {"to": "Please choose somebody here, or write a name below."}


def test_at_most_ten_in_all(team: Team, bob: Member) -> None:
    members = [team.member(f"P{number}") for number in range(9)]
    for name in ("Maria Rossi", "Mario Bianchi"):
        team.employee(name)
    form = bob.types("/kudos")
    eleven = bob.fills(form, to=members, others="Maria Rossi, Mario Bianchi", message=WHY)
    assert eleven.problems == {"others": "Please thank at most 10 people at once."}
    assert "P8" in bob.fills(eleven, others="Maria Rossi").text


def test_nothing_private_can_reach_them(team: Team, bob: Member, ann: Member) -> None:
    team.employee("Maria Rossi")
    refused = bob.types(f"/kudos @Maria Rossi #private {WHY}")
    assert refused.text.startswith("Maria Rossi has no account here and could not read it.")
    form = bob.presses("Change and send", on=refused)
    assert "Maria Rossi" in bob.fills(form, how="public").text


def test_a_colleague_without_an_account_is_thanked_from_the_question(
    team: Team, bob: Member
) -> None:
    team.employee("Maria Rossi")
    bob.types(f"/kudos @Maria Rossi {WHY}")
    team.tick("2026-12-02 11:01")
    team.tick("2026-12-09 11:01")
    [question] = bob.inbox
    assert question.text.endswith("you worked with Maria Rossi lately. Anything to thank for?")
    form = bob.presses("Thank Maria Rossi", on=question)
    assert "Maria Rossi" in bob.fills(form, message=WHY).text
