"""What may not stand there goes, with all that was said to it; its author is told why."""

from __future__ import annotations

from bot.testing import Member, Team
from tests.skills.ideas.conftest import BIKES, MENU, posted

WHY = "It names a customer, and everybody reads it."


def test_it_goes_with_its_comments_and_its_author_is_told(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    card = posted(team, ann, BIKES)
    bob.presses("Vote", on=card)
    bob.fills(bob.presses("Comment", on=card), comment="And a pump beside them.")
    form = marco.presses("Take it away", on=marco.presses("More", on=card))
    assert "Idea 1 is gone" in marco.fills(form, reason=WHY).text
    assert team.channel("#ideas") == []
    assert WHY in ann.inbox[-1].text
    for words in ("/idea list", "/idea mine", "/idea top"):
        assert "bicycle" not in ann.types(words).text
    assert "has number" in ann.types(f"/idea {BIKES}").text


def test_what_others_were_merged_into_is_taken_apart_first(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    posted(team, ann, BIKES)
    menu = posted(team, bob, MENU)
    form = marco.presses("Merge", on=marco.presses("More", on=menu))
    marco.fills(form, number="1")
    card = team.channel("#ideas")[0]
    more = marco.presses("More", on=card)
    assert "Take them out first" in marco.presses("Take it away", on=more).text


def test_only_the_community_manager_does(team: Team, ann: Member, bob: Member) -> None:
    card = posted(team, ann, BIKES)
    assert "Take it away" not in bob.presses("More", on=card).shown.buttons
