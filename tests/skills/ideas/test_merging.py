"""Two ideas become one, and are taken apart again as they were, whatever happened meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.testing import Member, Reply, Shown, Team
from skills.ideas.model import Comment, Follow, Vote
from tests.skills.ideas.conftest import BIKES, BIKES_AGAIN, MENU, moves, posted


def more(who: Member, idea: Shown) -> Reply:
    """All there is to an idea, or to what it was merged into."""
    return who.presses("More" if "More" in idea.buttons else "Show that idea", on=idea)


def merge(marco: Member, idea: Shown, into: int) -> Reply:
    form = marco.presses("Merge", on=more(marco, idea))
    return marco.fills(form, number=str(into))


def rows(team: Team) -> list[object]:
    """Every vote, comment and follower there is, as they are stored."""
    votes = select(Vote.idea_id, Vote.person_id).order_by(Vote.idea_id, Vote.person_id)
    said = select(Comment.idea_id, Comment.author, Comment.words).order_by(Comment.id)
    follows = select(Follow.idea_id, Follow.person_id).order_by(Follow.idea_id, Follow.person_id)
    return team.app.database.read_now(
        lambda db: [[tuple(row) for row in db.execute(one)] for one in (votes, said, follows)]
    )


def test_votes_comments_and_followers_are_counted_together(
    team: Team, marco: Member, ann: Member, bob: Member, anna: Member
) -> None:
    first, second = posted(team, ann, BIKES), posted(team, bob, BIKES_AGAIN)
    anna.presses("Vote", on=first)
    anna.presses("Vote", on=second)
    bob.fills(bob.presses("Comment", on=second), comment="Behind the building is room.")
    merged = merge(marco, second, 1)
    assert "Merged" in merged.text
    # Anna, who voted for both, counts once.
    assert "3 votes · 1 comment" in first.text
    assert "With it: A roofed place to park bikes" in first.text
    assert "part of idea 1" in second.text
    assert second.buttons == ["Show that idea"]
    assert "Two ideas became one" in bob.inbox[-1].text
    assert "Behind the building is room." in more(ann, first).text
    apart = marco.presses("Take 2 out again", on=more(marco, first))
    assert "Apart again" in apart.text
    assert "2 votes" in first.text
    assert "2 votes · 1 comment" in second.text


def test_a_vote_on_the_old_card_counts_for_the_whole(
    team: Team, marco: Member, ann: Member, bob: Member, anna: Member
) -> None:
    first, second = posted(team, ann, BIKES), posted(team, bob, BIKES_AGAIN)
    old = Shown(second.card, second.place)
    merge(marco, second, 1)
    anna.presses("Vote", on=old)
    assert "3 votes" in first.text
    assert "hai già votato" in anna.presses("Vote", on=first).text.casefold()
    marco.presses("Take 2 out again", on=more(marco, first))
    assert "1 vote" in first.text
    assert "2 votes" in second.text


def test_what_was_merged_twice_comes_apart_step_by_step(
    team: Team, marco: Member, ann: Member, bob: Member, anna: Member
) -> None:
    a, b, c = (
        posted(team, who, words)
        for who, words in ((ann, BIKES), (bob, BIKES_AGAIN), (team.member("Cleo"), MENU))
    )
    merge(marco, c, 2)
    merge(marco, b, 1)
    assert "3 votes" in a.text
    marco.presses("Take 2 out again", on=more(marco, a))
    assert "1 vote" in a.text
    assert "2 votes" in b.text
    assert "part of idea 2" in c.text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1", "this idea itself"),
        ("99", "no idea with number 99"),
        ("bikes", "Its number stands on its card"),
    ],
)
def test_what_cannot_be_merged_is_one_clear_line(
    team: Team, marco: Member, ann: Member, number: str, said: str
) -> None:
    card = posted(team, ann, BIKES)
    reply = marco.fills(marco.presses("Merge", on=more(marco, card)), number=number)
    assert (
        said in " ".join([*reply.problems.values(), reply.text])
        if reply.answer.form
        else reply.text
    )


def test_duplicates_are_suggested_with_the_evidence(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    first = posted(team, ann, BIKES)
    posted(team, bob, BIKES_AGAIN)
    bob.presses("Vote", on=first)
    desk = marco.types("/cm ideas")
    assert "May be the same" in desk.text
    assert "1 person wants both" in desk.text
    assert "Merged" in marco.presses("Merge 1 and 2", on=desk).text
    assert "May be the same" not in marco.types("/cm ideas").text


def test_what_is_not_the_same_is_suggested_no_more(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    posted(team, ann, BIKES)
    posted(team, bob, BIKES_AGAIN)
    marco.presses("1 and 2 differ", on=marco.types("/cm ideas"))
    assert "May be the same" not in marco.types("/cm ideas").text


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "unmerge"]), st.integers(1, 4), st.integers(1, 4)),
    max_size=8,
)


def test_merging_and_taking_apart_restores_everything(team: Team, marco: Member) -> None:
    crew = [team.member(name) for name in ("Ann", "Bob", "Carl", "Dora")]
    cards = [posted(team, one, words) for one, words in zip(crew, WORDS, strict=True)]
    for place, who in enumerate(crew):
        who.presses("Vote", on=cards[(place + 1) % 4])
        who.presses("Follow", on=cards[(place + 2) % 4])
        who.fills(who.presses("Comment", on=cards[place]), comment=f"A word of {place}")
    before, shown = rows(team), [card.text for card in cards]

    @given(STEPS)
    @settings(max_examples=15, deadline=None)
    def holds(steps: list[tuple[str, int, int]]) -> None:
        for what, one, other in steps:
            _step(marco, cards, what, one, other)
        _all_apart(marco, cards)
        assert rows(team) == before
        assert [card.text for card in cards] == shown

    holds()


WORDS = [BIKES, MENU, "Film the assembly of each new model once.", "A second scanner, please."]


def _step(marco: Member, cards: list[Shown], what: str, one: int, other: int) -> None:
    shown = more(marco, cards[one - 1])
    if what == "merge":
        if "Merge" in shown.shown.buttons:
            marco.fills(marco.presses("Merge", on=shown), number=str(other))
    elif f"Take {other} out again" in shown.shown.buttons:
        marco.presses(f"Take {other} out again", on=shown)


def _all_apart(marco: Member, cards: list[Shown]) -> None:
    for card in cards * len(cards):
        shown = more(marco, card)
        for button in [one for one in shown.shown.buttons if one.endswith("out again")]:
            marco.presses(button, on=shown)


def test_who_cares_for_what_was_merged_before_hears_of_it_too(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    cleo, dora = team.member("Cleo"), team.member("Dora")
    posted(team, ann, BIKES)
    second, third = posted(team, bob, BIKES_AGAIN), posted(team, cleo, MENU)
    dora.presses("Follow", on=third)
    merge(marco, third, 2)
    merge(marco, second, 1)
    assert len(dora.inbox) == 2
    assert "now part of “Put covered bicycle racks" in dora.inbox[-1].text


def test_why_it_stands_there_is_on_the_card_whatever_happens_later(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    idea = posted(team, ann, BIKES)
    moves(marco, idea, "planned", "The mason comes in February.")
    for turn in range(21):
        form = marco.presses("Name who sees to it", on=more(marco, idea))
        marco.fills(form, owner=(ann, bob)[turn % 2])
    assert "The mason comes in February." in idea.text


def test_what_was_promised_stands_on_the_card_of_both(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    first, second = posted(team, ann, BIKES), posted(team, bob, BIKES_AGAIN)
    form = marco.presses("Promise something", on=more(marco, second))
    marco.fills(form, owner=bob, due="2027-02-01", words="A roof over twenty bicycles.")
    merge(marco, second, 1)
    assert "A roof over twenty bicycles." in first.text
    marco.presses("Take 2 out again", on=more(marco, first))
    assert "A roof over twenty bicycles." not in first.text
    assert "A roof over twenty bicycles." in second.text
