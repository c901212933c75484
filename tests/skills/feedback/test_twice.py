"""Two colleagues at one customer's words: neither is lost, and nobody is answered twice unasked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import Rejected, Unreachable
from bot.testing import Member, Reply, Shown, Team
from tests.skills.feedback.conftest import HOW

FIRST, SECOND = "Under Settings, then Invoices.", "Write to us, we change it for you."


@pytest.fixture
def card(team: Team, ann: Member) -> Shown:
    ann.fills(ann.types("/feedback"), words=HOW, name="Rita Lane", email="rita@example.com")
    [card] = team.channel("#customers")
    return card


def drafts(who: Member, card: Shown, words: str) -> Reply:
    return who.fills(who.presses("Answer", on=card), words=words)


def sent(team: Team) -> list[str]:
    return [one.words for one in team.mailed]


def test_what_is_done_is_not_opened_again_by_an_answer_drafted_before(
    team: Team, ann: Member, bob: Member, card: Shown
) -> None:
    check = drafts(bob, card, FIRST)
    ann.fills(ann.presses("Done", on=card), outcome="I called her.")
    assert "done meanwhile" in bob.presses("Send it", on=check).text
    assert "done, by Ann" in card.text
    assert team.mailed == []
    bob.presses("Open again", on=card)
    bob.presses("Send it", on=check)
    assert sent(team) == [FIRST]


def test_what_is_done_while_an_answer_is_on_its_way_stays_done(
    team: Team, ann: Member, bob: Member, card: Shown
) -> None:
    team.sends_badly(Unreachable)
    bob.presses("Send it", on=drafts(bob, card, FIRST))
    ann.fills(ann.presses("Done", on=card), outcome="I called her.")
    team.tick(timedelta(minutes=2))
    assert sent(team) == [FIRST]
    assert "done, by Ann" in card.text


def test_an_answer_that_never_arrived_does_not_open_what_is_done(
    team: Team, ann: Member, bob: Member, card: Shown
) -> None:
    team.sends_badly(Rejected)
    bob.presses("Send it", on=drafts(bob, card, FIRST))
    ann.fills(ann.presses("Done", on=card), outcome="I called her.")
    trouble = bob.inbox[-1]
    assert "done meanwhile" in bob.presses("Send it again", on=trouble).text
    assert "answered by hand" in bob.presses("They have it", on=trouble).text
    assert "done, by Ann" in card.text


def test_who_answers_second_sees_the_first_answer_and_decides(
    team: Team, ann: Member, bob: Member, card: Shown
) -> None:
    mine, yours = drafts(bob, card, FIRST), drafts(ann, card, SECOND)
    ann.presses("Send it", on=yours)
    again = bob.presses("Send it", on=mine)
    assert "Ann has answered already" in again.text
    assert SECOND in again.text
    assert sent(team) == [SECOND]
    bob.presses("Send it all the same", on=again)
    assert sent(team) == [SECOND, FIRST]


def test_who_begins_after_the_first_answer_sees_it_before_theirs_goes(
    team: Team, ann: Member, bob: Member, card: Shown
) -> None:
    ann.presses("Send it", on=drafts(ann, card, SECOND))
    check = drafts(bob, card, FIRST)
    assert "Ann has answered already" in check.text
    bob.presses("Throw it away", on=check)
    assert sent(team) == [SECOND]


def test_an_answer_on_its_way_is_told_as_that(
    team: Team, ann: Member, bob: Member, card: Shown
) -> None:
    team.sends_badly(Unreachable)
    ann.presses("Send it", on=drafts(ann, card, SECOND))
    assert "Ann’s answer is on its way" in drafts(bob, card, FIRST).text
    # Of one's own earlier answer one knows.
    assert "on its way" not in drafts(ann, card, SECOND).text
