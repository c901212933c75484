"""Finding ideas again, and what is said when there is nothing to find or something is wrong."""

from __future__ import annotations

import pytest

from bot.testing import Member, Team
from tests.skills.ideas.conftest import BIKES, MENU, posted


def test_lists_show_title_author_stage_and_votes(team: Team, ann: Member, bob: Member) -> None:
    first = posted(team, ann, f"{BIKES} #bikes")
    posted(team, bob, MENU)
    bob.presses("Vote", on=first)
    newest, wanted = bob.types("/idea list").text, bob.types("/idea top").text
    assert newest.index("Publish the canteen") < newest.index("Put covered")
    assert wanted.index("Put covered") < wanted.index("Publish the canteen")
    assert "Ann · New · 2 votes" in wanted
    assert "canteen" not in bob.types("/idea list #bikes").text
    assert "Idea " in bob.types("/idea random").text


def test_a_search_finds_words_tags_and_what_is_said_in_other_words(
    team: Team, ann: Member, anna: Member
) -> None:
    posted(team, ann, f"{BIKES} #mobility")
    posted(team, ann, MENU)
    for words in ("courtyard", "#mobility", "a roofed place to park bikes"):
        found = anna.types(f"/idea search {words}").text
        assert "Put covered bicycle racks" in found
        assert "canteen" not in found
    nothing = anna.types("/idea search submarines under glass")
    assert "Nulla corrisponde a «submarines under glass»" in nothing.text


def test_signs_that_mean_something_to_a_database_are_searched_for_as_they_are(
    team: Team, ann: Member
) -> None:
    posted(team, ann, "Give 100% of the leftovers to the dog shelter.")
    posted(team, ann, MENU)
    found = ann.types("/idea search 100%").text
    assert "leftovers" in found
    assert "canteen" not in found


def test_the_home_leads_to_ones_own(team: Team, ann: Member) -> None:
    posted(team, ann, BIKES)
    [section] = [one for one in ann.home if "Your ideas" in one.buttons]
    assert "Put covered bicycle racks" in ann.presses("Your ideas", on=section).text


@pytest.mark.parametrize(
    "words", ["top up the coffee fund every Monday", "mine shafts need better lights"]
)
def test_an_idea_that_begins_like_a_command_is_not_lost(ann: Member, words: str) -> None:
    assert ann.types(f"/idea {words}").form.fields[0].value == words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("🙂" * 30, "An idea needs words"),
        ("short", "at least 10 characters"),
        ("x" * 10_000, "keep to 3,000 characters"),
    ],
)
def test_what_is_no_idea_is_said_in_a_line_and_kept(
    team: Team, ann: Member, words: str, said: str
) -> None:
    reply = ann.types(f"/idea {words}")
    told = " ".join([reply.text, *(reply.problems.values() if reply.answer.form else ())])
    assert said.casefold() in told.casefold()
    typed = [one.value for one in reply.form.fields] if reply.answer.form else [reply.text]
    assert any(words[:3000] in str(one) for one in typed)
    assert team.channel("#ideas") == []


def test_nothing_at_all_opens_the_form(ann: Member) -> None:
    assert ann.types("/idea").problems == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("99", "There is no idea with number 99"),
        ("#1,234", "with number 1,234"),
        ("twelve", "Its number stands on its card"),
    ],
)
def test_a_number_that_is_none_is_one_clear_line(ann: Member, words: str, said: str) -> None:
    reply = ann.types(f"/idea show {words}")
    assert said in " ".join([reply.text, *(reply.problems.values() if reply.answer.form else ())])


def test_a_tag_that_no_idea_has_is_named(team: Team, ann: Member) -> None:
    posted(team, ann, BIKES)
    assert "none about #nothere yet" in ann.types("/idea list #nothere").text


def test_ones_own_are_shown_with_a_press_and_say_what_was_commented(
    team: Team, ann: Member, bob: Member
) -> None:
    card = posted(team, ann, BIKES)
    bob.fills(bob.presses("Comment", on=card), comment="For how many bicycles?")
    mine = ann.types("/idea mine")
    assert "1 vote · 1 comment" in mine.text
    assert "For how many bicycles?" in ann.presses("Show 1", on=mine).text


def test_somebody_elses_draft_is_not_mine(team: Team, ann: Member, bob: Member) -> None:
    posted(team, ann, BIKES)
    step = bob.types(f"/idea {BIKES} Really.")
    assert "no longer works" in ann.presses("Post mine", on=step).text
    assert len(team.channel("#ideas")) == 1


def test_letters_that_become_two_are_found_as_they_are(team: Team, ann: Member) -> None:
    posted(team, ann, "Please repair the Straße before the main gate.")
    assert "Idea 1" in ann.types("/idea search straße").text
