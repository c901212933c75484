"""What customers praise reaches those whose work it was, and on Friday everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot import Role
from bot.testing import Member, Shown, Team
from skills import cm
from skills.feedback import skill
from tests.skills.feedback.conftest import HOW, KIND, LATE


@pytest.fixture
def card(team: Team, marco: Member, ann: Member) -> Shown:
    """Rita's praise, where praise is to be read."""
    form = marco.presses("A new rule", on=marco.types("/cm feedback rules"))
    marco.presses("Use it", on=marco.fills(form, channel="#praise", intent="praise"))
    ann.fills(ann.types("/feedback"), words=KIND, name="Rita Lane", rating="5")
    [card] = team.channel("#praise")
    return card


def test_the_team_it_names_is_thanked_each_in_their_language(
    team: Team, bob: Member, anna: Member, card: Shown
) -> None:
    carla = team.member("Carla")
    more = bob.presses("More", on=card)
    form = bob.presses("Pass the praise on", on=more)
    told = bob.fills(form, to=[carla, anna], note="This is your saddle!")
    assert "2 colleagues have it now" in told.text
    [hers] = carla.inbox
    assert "Rita Lane praises your work. Bob passes it on:" in hers.text
    assert KIND in hers.text
    assert "With a word of theirs: This is your saddle!" in hers.text
    [here] = anna.inbox
    assert "Rita Lane fa i complimenti al tuo lavoro. Te li passa Bob:" in here.text
    assert "Con una sua parola: This is your saddle!" in here.text
    everybody = team.channel("#praise")[-1].text
    assert "Praise from Rita Lane, for Carla and Anna" in everybody
    assert "new saddle" in everybody


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("The frame builders are wonderful, and so friendly.", {"Anna", "Carla"}),
        ("Your IT is wonderful, thank you so much.", {"Ann"}),
        ("Thank you, it is wonderful and I love it.", set()),
        ("Your reframe buildersroom is wonderful, thank you.", set()),
        ("The paint shop is wonderful, thank you all.", set()),
    ],
)
def test_the_team_that_stands_in_the_words_is_filled_in(
    team: Team, bob: Member, anna: Member, ann: Member, words: str, named: set[str]
) -> None:
    carla = team.member("Carla")
    team.employee("Gino", team="Frame builders")
    for one in (anna, carla, bob):
        team.employ(one, team="Frame builders")
    team.employ(ann, team="IT")
    for number in range(13 if "paint" in words else 0):
        team.employ(team.member(f"Painter{number}"), team="Paint shop")
    form = bob.presses("Pass the praise on", on=bob.types(f"/feedback {words}")).form
    [to] = [one for one in form.fields if one.spec.name == "to"]
    known = {one.id: one.profile.name for one in (anna, ann, carla)}
    assert {known[one] for one in to.value or []} == named


def test_whoever_hands_it_on_can_pass_it_on_at_once_where_it_has_no_card(
    team: Team, bob: Member, anna: Member
) -> None:
    kept = bob.types(f"/feedback {KIND}")
    assert team.channel("#customers") == []
    told = bob.fills(bob.presses("Pass the praise on", on=kept), to=[anna, bob])
    assert "1 colleague has it now" in told.text
    assert KIND in anna.inbox[-1].text
    assert "Con una sua parola" not in anna.inbox[-1].text
    assert bob.inbox == []
    complaint = bob.types(f"/feedback {LATE}")
    assert complaint.shown.buttons == []


def test_what_is_no_praise_any_more_is_not_passed_on(
    team: Team, bob: Member, anna: Member, card: Shown
) -> None:
    more = bob.presses("More", on=card)
    bob.fills(bob.presses("It was read wrongly", on=more), intent="complaint")
    assert "Only praise is passed on" in bob.presses("Pass the praise on", on=more).text
    assert "Pass the praise on" not in bob.presses("More", on=card).shown.buttons
    assert anna.inbox == []


def test_on_friday_everybody_reads_the_praise_without_a_name(
    team: Team, marco: Member, ann: Member, bob: Member, card: Shown
) -> None:
    marco.presses("Let everybody read it", on=marco.presses("More", on=card))
    team.tick("2026-11-27 10:59")
    assert not any("words of the week" in one.text for one in team.channel("#customers"))
    team.tick("2026-11-27 11:00")
    told = team.channel("#customers")[-1].text
    assert "Customers’ words of the week" in told
    assert "customer, praise: ★★★★★ Thank you, the new saddle is wonderful" in told
    assert "Rita" not in told
    before = len(team.channel("#customers"))
    team.tick(timedelta(days=7))
    # It is last week's by now.
    assert not any("of the week" in one.text for one in team.channel("#customers")[before:])


@pytest.mark.parametrize(
    ("many", "told"),
    [
        (1, "1 cosa detta dai clienti è stata fatta questa settimana."),
        (2, "2 cose dette dai clienti sono state fatte questa settimana."),
    ],
)
def test_the_week_reads_well_in_italian(team_of: Callable[..., Team], many: int, told: str) -> None:
    team = team_of(skill, cm.skill, company={"languages": ["it", "en"]})
    anna = team.member("Anna", language="it", role=Role.CM)
    for words in (LATE, HOW)[:many]:
        anna.types(f"/feedback {words}")
        card = team.channel("#customers")[-1]
        anna.fills(anna.presses("Fatto", on=card), outcome="Tutto sistemato.")
    more = anna.presses("Altro", on=team.channel("#customers")[0])
    anna.presses("Falla leggere a tutti", on=more)
    team.tick("2026-11-27 11:00")
    read = team.channel("#customers")[-1].text
    assert "Le parole dei clienti della settimana" in read
    assert "cliente, reclamo: My bike has been" in read
    assert told in read
