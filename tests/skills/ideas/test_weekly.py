"""What is told every week, in the channel and to the community manager."""

from __future__ import annotations

from bot.testing import Member, Team
from tests.skills.ideas.conftest import BIKES, BIKES_AGAIN, MENU, moves, posted
from tests.skills.weekly import everything


def test_on_thursday_everybody_reads_what_moved(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    first = posted(team, ann, BIKES)
    posted(team, bob, MENU)
    marco.presses("Vote", on=first)
    moves(marco, first, "planned", "The mason comes in February.")
    team.tick("2026-11-26 11:00")
    post = team.channel("#ideas")[-1]
    assert "Ideas on the move" in post.text
    assert "Decided this week" in post.text
    assert "Planned: The mason comes in February." in post.text
    assert "2 new ideas" in post.text
    assert "Publish the canteen menu" in bob.presses("Most wanted", on=post).text


def test_what_is_decided_on_a_friday_is_told_the_thursday_after(
    team: Team, marco: Member, ann: Member
) -> None:
    card = posted(team, ann, BIKES)
    team.tick("2026-11-26 11:00")
    team.tick("2026-11-27 15:00")
    moves(marco, card, "planned", "The mason comes in February.")
    team.tick("2026-12-03 11:00")
    assert "The mason comes in February." in team.channel("#ideas")[-1].text


def test_a_week_without_any_is_silent(team: Team, ann: Member) -> None:
    posted(team, ann, BIKES)
    team.tick("2026-11-26 11:00")
    team.tick("2026-12-03 11:00")
    team.tick("2026-12-10 11:00")
    assert len(team.channel("#ideas")) == 2


def test_after_two_weeks_without_an_answer_the_manager_hears_of_it(
    team: Team, marco: Member, ann: Member
) -> None:
    posted(team, ann, BIKES)
    assert "Nothing waits for you" in marco.types("/cm ideas").text
    team.tick("2026-12-14 09:00")
    said = "Without an answer for 14 days: 1; look at them with /cm ideas"
    assert said in everything(marco).text
    desk = marco.types("/cm ideas")
    assert "1 waits for an answer" in desk.text
    assert "Say how it stands" in marco.presses("Show 1", on=desk).shown.buttons


def test_what_moves_while_the_post_is_late_is_told_once(
    team: Team, marco: Member, ann: Member
) -> None:
    card = posted(team, ann, BIKES)
    team.now = team.moment("2026-11-26 12:00")
    moves(marco, card, "planned", "The mason comes in February.")
    team.tick("2026-11-26 13:00")
    assert "1 new idea" in team.channel("#ideas")[-1].text
    team.tick("2026-12-03 11:00")
    posts = [one.text for one in team.channel("#ideas") if "Ideas on the move" in one.text]
    assert ["The mason" in one for one in posts] == [False, True]


def test_of_whom_was_forgotten_nothing_is_wanted_or_suggested(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    posted(team, ann, BIKES)
    gone = posted(team, bob, BIKES_AGAIN)
    ann.presses("Vote", on=gone)
    bob.presses("Erase me", on=bob.types("/piazza forgetme"))
    assert "Nothing waits for you" in marco.types("/cm ideas").text
    team.tick("2026-11-26 11:00")
    assert "Idea 2" not in team.channel("#ideas")[-1].text
