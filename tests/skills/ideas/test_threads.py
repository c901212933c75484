"""What is said in the thread of an idea's card is a comment on it, where the company wants that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.people import Kind
from bot.runtime.incoming import Incoming, Replied
from bot.testing import Member, Team
from skills import cm
from skills.ideas import IdeasSettings, skill
from skills.ideas.model import LONGEST_COMMENT, Comment
from tests.skills.ideas.conftest import BIKES, MENU, moves, posted


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill, settings={"ideas": IdeasSettings(thread_comments=True)})


def kept(team: Team) -> list[str]:
    """The words of all comments."""
    return team.app.database.read_now(lambda db: list(db.scalars(select(Comment.words))))


def test_a_reply_is_a_comment_that_stays_where_it_was_said(
    team: Team, ann: Member, bob: Member
) -> None:
    card = posted(team, ann, MENU)
    reply = bob.replies("Please with the allergens.", on=card)
    assert reply.answer.card is None
    assert "1 comment" in card.text
    assert "Bob has commented" in ann.inbox[-1].text
    assert "Please with the allergens." in ann.inbox[-1].text
    assert "Please with the allergens." in ann.presses("More", on=card).text
    assert len(team.channel("#ideas")) == 1


def test_whoever_replies_follows_the_idea(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    card = posted(team, ann, MENU)
    bob.replies("+1", on=card)
    moves(marco, card, "planned", "From May on.")
    assert "From May on." in bob.inbox[-1].text


def test_whoever_is_mentioned_in_it_is_called_by_name(team: Team, ann: Member, bob: Member) -> None:
    card = posted(team, ann, MENU)
    bob.replies("@ann and @nobody know the cook", on=card)
    assert kept(team) == ["@Ann and @nobody know the cook"]


def test_words_that_can_be_no_comment_are_refused_in_a_line(team: Team, ann: Member) -> None:
    card = posted(team, ann, MENU)
    assert "no words" in ann.replies("  ", on=card).text
    assert "has 1,001 characters" in ann.replies("x" * (LONGEST_COMMENT + 1), on=card).text
    assert ann.replies("x" * LONGEST_COMMENT, on=card).text == ""
    assert kept(team) == ["x" * LONGEST_COMMENT]


def test_the_same_event_twice_is_one_comment(team: Team, ann: Member) -> None:
    card = posted(team, ann, MENU)
    said = Replied(card.place, ("Yes.",), "7")
    for _ in range(2):
        team.hand_in(Incoming(ann.workspace, "once", ann.id, said, "#ideas"))
    assert kept(team) == ["Yes."]


def test_what_is_said_elsewhere_is_nothing_to_us(team: Team, ann: Member, bob: Member) -> None:
    card = posted(team, ann, MENU)
    elsewhere = replace(card, place={"channel": "#ideas", "message": "none of ours"})
    assert bob.replies("lunch?", on=elsewhere).answer.card is None
    # What somebody was told alone is nobody's thread.
    bob.replies("Fine.", on=card)
    assert ann.replies("Thanks!", on=ann.inbox[-1]).answer.card is None
    assert kept(team) == ["Fine."]


def test_who_does_not_take_part_talks_with_others_not_with_us(team: Team, ann: Member) -> None:
    card = posted(team, ann, MENU)
    guest = team.member("Gus", kind=Kind.STRANGER)
    assert guest.replies("Hello from outside", on=card).answer.card is None
    assert kept(team) == []


def test_in_the_thread_of_what_was_merged_it_is_said_to_what_it_is_in_now(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    card, other = posted(team, ann, BIKES), posted(team, ann, MENU)
    form = marco.presses("Merge", on=marco.presses("More", on=other))
    marco.fills(form, number="1")
    bob.replies("And for the canteen too.", on=other)
    assert "1 comment" in card.text


def test_while_nobody_listens_nothing_is_kept(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, cm.skill)
    ann = team.member("Ann")
    card = posted(team, ann, MENU)
    assert ann.replies("Please with the allergens.", on=card).answer.card is None
    assert kept(team) == []
