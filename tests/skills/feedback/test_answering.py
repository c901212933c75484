"""An answer goes back by the way the words came: once, and the card says how far it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import Rejected, Uncertain, Unreachable
from bot.testing import Member, Reply, Shown, Team
from tests.skills.feedback.conftest import HOW

WORDS = "Under Settings, then Invoices."


@pytest.fixture
def card(team: Team, ann: Member) -> Shown:
    form = ann.types("/feedback")
    ann.fills(form, words=HOW, name="Rita Lane", email="rita@example.com")
    [card] = team.channel("#customers")
    assert "Rita Lane" in card.text
    assert "rita@example.com" not in card.text
    return card


def answers(who: Member, card: Shown) -> Reply:
    check = who.fills(who.presses("Answer", on=card), words=WORDS)
    assert "goes by e-mail" in check.text
    return who.presses("Send it", on=check)


def test_it_is_mailed_once_and_then_it_is_answered(
    team: Team, ann: Member, bob: Member, card: Shown
) -> None:
    check = bob.fills(bob.presses("Answer", on=card), words=WORDS)
    assert "on its way" in bob.presses("Send it", on=check).text
    [letter] = team.mailed
    assert (letter.to, letter.words) == ("rita@example.com", WORDS)
    assert letter.subject.startswith("Re: How do I change")
    assert card.text.endswith("answered")
    assert WORDS in ann.inbox[-1].text
    assert "has gone" in bob.presses("Send it", on=check).text
    team.tick(timedelta(days=2))
    assert len(team.mailed) == 1


def test_when_it_cannot_be_sent_now_it_is_sent_later(
    team: Team, ann: Member, bob: Member, card: Shown
) -> None:
    team.sends_badly(Unreachable, Unreachable)
    answers(bob, card)
    assert "an answer waits" in card.text
    assert "answered" not in card.text
    assert ann.inbox == []
    team.tick(timedelta(minutes=2))
    team.tick(timedelta(minutes=10))
    assert len(team.mailed) == 1
    assert card.text.endswith("answered")


def test_what_is_refused_for_good_is_told_and_can_be_given_by_hand(
    team: Team, ann: Member, bob: Member, card: Shown
) -> None:
    team.sends_badly(Rejected)
    answers(bob, card)
    assert "not answered" in card.text
    told = bob.inbox[-1]
    assert "has not arrived" in told.text
    assert WORDS in told.text
    assert ann.inbox == []
    bob.presses("They have it", on=told)
    assert "answered by hand" in card.text
    assert WORDS in ann.inbox[-1].text


def test_what_may_have_arrived_is_not_sent_twice_without_being_asked(
    team: Team, bob: Member, card: Shown
) -> None:
    team.sends_badly(Uncertain)
    answers(bob, card)
    team.tick(timedelta(days=3))
    assert len(team.mailed) == 1
    assert "may have arrived" in card.text
    bob.presses("Send it again", on=bob.inbox[-1])
    assert len(team.mailed) == 2
    assert team.mailed[0].id == team.mailed[1].id
    assert card.text.endswith("answered")


def test_after_a_week_of_trying_it_has_failed(team: Team, bob: Member, card: Shown) -> None:
    team.sends_badly(*[Unreachable] * 20)
    answers(bob, card)
    for _ in range(8):
        team.tick(timedelta(days=1))
    assert "not answered" in card.text
    assert "has not arrived" in bob.inbox[-1].text


def test_only_who_wrote_it_sends_it(team: Team, ann: Member, bob: Member, card: Shown) -> None:
    check = bob.fills(bob.presses("Answer", on=card), words=WORDS)
    assert "no longer works" in ann.presses("Send it", on=check).text
    assert team.mailed == []


def test_all_who_said_the_same_are_answered_and_each_who_brought_it_is_told(
    team: Team, ann: Member, bob: Member, anna: Member, card: Shown
) -> None:
    anna.fills(anna.types("/feedback"), words=HOW, name="Ugo", email="ugo@example.com")
    bob.types(f"/feedback {HOW}")
    check = bob.fills(bob.presses("Answer", on=card), words=WORDS)
    assert "1 other who said the same" in check.text
    bob.presses("Send it", on=check)
    assert sorted(one.to for one in team.mailed) == ["rita@example.com", "ugo@example.com"]
    for who in (ann, anna):
        assert [WORDS in one.text for one in who.inbox].count(True) == 1


def test_a_letter_is_about_the_title_where_there_is_one(
    team: Team, ann: Member, bob: Member
) -> None:
    form = ann.types("/feedback")
    ann.fills(form, words=f"The invoice\n\n{HOW}", name="Rita Lane", email="rita@example.com")
    [card] = team.channel("#customers")
    answers(bob, card)
    assert team.mailed[0].subject == "Re: The invoice"
