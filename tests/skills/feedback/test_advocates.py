"""Customers who praise again and again: they are found, invited, and what came of it is kept."""

from __future__ import annotations

from datetime import timedelta

from bot import Role
from bot.testing import Member, Team
from tests.skills.feedback.conftest import KIND, LATE

AGAIN = "Excellent advice: the cargo bike fits us perfectly, well done."
THIRD = "I recommend your workshop to all my neighbours, they are brilliant."


def says(by: Member, name: str, words: str, **more: str) -> None:
    by.fills(by.types("/feedback"), words=words, name=name, **more)


def test_who_praises_twice_in_a_year_is_listed_the_most_first(
    team: Team, marco: Member, ann: Member
) -> None:
    assert "Nobody yet" in marco.types("/cm feedback advocates").text
    for words in (KIND, AGAIN):
        says(ann, "Rita", words)
    for words in (KIND, AGAIN, THIRD):
        says(ann, "Ugo", words)
    says(ann, "Ida", KIND)
    shown = marco.types("/cm feedback advocates")
    assert "praised 3 times" in shown.text
    assert shown.text.index("Ugo") < shown.text.index("Rita")
    assert "Ida" not in shown.text
    assert shown.shown.buttons == ["Invite Ugo", "Invite Rita"]
    team.tick(timedelta(days=366))
    assert "Nobody yet" in marco.types("/cm feedback advocates").text


def test_the_same_words_that_came_twice_are_no_second_praise(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    for brought in (ann, bob):
        says(brought, "Rita", KIND)
    assert "Nobody yet" in marco.types("/cm feedback advocates").text
    says(ann, "Rita", AGAIN)
    assert "praised 2 times" in marco.types("/cm feedback advocates").text


def test_nobody_is_invited_while_something_is_wrong(team: Team, marco: Member, ann: Member) -> None:
    for words in (KIND, AGAIN, LATE):
        says(ann, "Rita", words)
    assert "Rita" not in marco.types("/cm feedback advocates").text
    team.tick(timedelta(days=61))
    assert "Rita" in marco.types("/cm feedback advocates").text


def test_an_invitation_says_where_to_write_and_what_came_of_it_stays(
    team: Team, marco: Member, ann: Member
) -> None:
    for words in (KIND, AGAIN):
        says(ann, "Rita", words, email="rita@example.com")
        says(ann, "Ugo", words)
    shown = marco.types("/cm feedback advocates")
    assert "rita@example.com" not in shown.text
    assert "Write to rita@example.com" in marco.presses("Invite Rita", on=shown).text
    by_hand = marco.presses("Invite Ugo", on=shown)
    assert "There is no address" in by_hand.text
    assert "invited on" in marco.types("/cm feedback advocates").text
    form = marco.presses("What came of Ugo?", on=by_hand)
    marco.fills(form, outcome="Speaks at our fair in March.")
    team.tick(timedelta(days=1))
    later = marco.types("/cm feedback advocates")
    assert "praised 2 times; Speaks at our fair in March." in later.text
    again = marco.presses("What came of Ugo?", on=later)
    assert [one.value for one in again.form.fields] == ["Speaks at our fair in March."]


def test_only_who_manages_invites(team: Team, ann: Member, bob: Member) -> None:
    for words in (KIND, AGAIN):
        says(ann, "Rita", words)
    carla = team.member("Carla", role=Role.CO_ORGANISER)
    shown = carla.types("/cm feedback advocates")
    assert "Rita" in shown.text
    assert shown.shown.buttons == []
    assert "Rita" not in bob.types("/cm feedback advocates").text


def test_it_reads_well_in_italian(team: Team, ann: Member) -> None:
    anna = team.member("Anna", language="it", role=Role.CM)
    assert "Ancora nessuno" in anna.types("/cm feedback advocates").text
    for words in (KIND, AGAIN):
        says(ann, "Rita", words, email="rita@example.com")
    shown = anna.types("/cm feedback advocates")
    assert "Cliente Rita" in shown.text
    assert "complimenti 2 volte" in shown.text
    invited = anna.presses("Invita Rita", on=shown)
    assert "Rita: invito annotato" in invited.text
    form = anna.presses("Che cosa è venuto da Rita?", on=invited)
    assert "Annotato" in anna.fills(form, outcome="Parla alla fiera di marzo.").text
    later = anna.types("/cm feedback advocates").text
    assert "Con invito" in later
    assert "2 volte; Parla alla fiera" in later


def test_who_is_invited_stays_with_what_came_of_it(team: Team, marco: Member, ann: Member) -> None:
    for words in (KIND, AGAIN):
        says(ann, "Rita", words)
    marco.presses("Invite Rita", on=marco.types("/cm feedback advocates"))
    says(ann, "Rita", LATE)
    team.tick(timedelta(days=366))
    shown = marco.types("/cm feedback advocates")
    assert "praised 2 times; invited on" in shown.text
    form = marco.presses("What came of Rita?", on=shown)
    marco.fills(form, outcome="Speaks at our fair in March.")
    assert "2 times; Speaks at our fair" in marco.types("/cm feedback advocates").text


def test_however_many_are_invited_the_next_is_seen(team: Team, marco: Member, ann: Member) -> None:
    people = ["Ada", "Bea", "Cleo", "Dora", "Elsa", "Fina", "Gaia", "Ida", "Lea"]
    for name in people:
        for words in (KIND, AGAIN):
            says(ann, name, f"{words} {name} says so.")
    first = marco.types("/cm feedback advocates")
    assert "Lea" not in first.text
    for name in people[:-1]:
        marco.presses(f"Invite {name}", on=first)
    shown = marco.types("/cm feedback advocates")
    assert "Invite Lea" in shown.shown.buttons
    assert shown.shown.buttons.count("Invite Lea") == 1
    assert "What came of Ada?" in shown.shown.buttons
