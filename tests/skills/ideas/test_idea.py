"""An idea from the first sentence to its answer."""

from __future__ import annotations

import threading
from typing import Any

from bot.insight.language import Pieces
from bot.runtime.incoming import Incoming, Picked
from bot.testing import Member, Shown, Team
from skills.ideas.model import LONGEST_LINK
from tests.skills.ideas.conftest import BICI, BIKES, BIKES_AGAIN, MENU, moves, posted


def test_it_is_posted_with_a_number_and_its_authors_vote(team: Team, ann: Member) -> None:
    reply = ann.types(f"/idea {MENU} #canteen")
    assert "number 1" in reply.text
    assert "#ideas" in reply.text
    [card] = team.channel("#ideas")
    assert card.text.startswith("Publish the canteen menu every Monday for the whole week\n")
    assert "Idea 1, from Ann" in card.text
    assert "New · 1 vote" in card.text
    assert card.buttons == ["Vote", "Comment", "Follow", "More"]


def test_what_is_alike_comes_first_and_a_vote_takes_one_press(
    team: Team, ann: Member, bob: Member
) -> None:
    card = posted(team, ann, BIKES)
    posted(team, ann, MENU)
    step = bob.types(f"/idea {BIKES_AGAIN}")
    assert "Not posted yet" in step.text
    assert "1 Put covered bicycle racks" in step.text
    assert "canteen" not in step.text
    assert step.shown.buttons == ["Add my vote to 1", "Post mine", "Throw it away"]
    voted = bob.presses("Add my vote to 1", on=step)
    assert "A roofed place to park bikes" in voted.text
    assert "2 votes" in card.text
    assert len(team.channel("#ideas")) == 2
    assert "Your comment is there" in bob.presses("Add my words as a comment", on=voted).text
    assert "1 comment" in card.text
    assert "A roofed place" in ann.inbox[-1].text


def test_what_is_decided_can_be_looked_at_instead(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    moves(marco, posted(team, ann, BIKES), "done", "It stands since Monday.")
    step = bob.types(f"/idea {BIKES_AGAIN}")
    assert step.shown.buttons == ["Show 1", "Post mine", "Throw it away"]
    assert "It stands since Monday." in bob.presses("Show 1", on=step).text
    assert BIKES_AGAIN in bob.presses("Throw it away", on=step).text
    assert "thrown away already" in bob.presses("Post mine", on=step).text


def test_words_that_are_too_long_for_a_comment_are_not_lost(
    team: Team, ann: Member, bob: Member
) -> None:
    most = f"{BIKES} {MENU} " * 8
    posted(team, ann, most)
    long = f"{most}That is the end."
    step = bob.types(f"/idea {long}")
    voted = bob.presses("Add my vote to 1", on=step)
    told = bob.presses("Add my words as a comment", on=voted).text
    assert "1,000 characters at most" in told
    assert "That is the end." in told


def test_across_languages_too(team: Team, ann: Member, anna: Member) -> None:
    posted(team, ann, BIKES)
    step = anna.types(f"/idea {BICI}")
    assert "Non ancora pubblicata" in step.text
    assert "1 voto" in step.text
    anna.presses("Pubblica la mia", on=step)
    card = team.channel("#ideas")[-1]
    assert "Servirebbe una tettoia" in card.text
    assert "from Anna" in card.text


def test_what_was_not_posted_is_kept_and_comes_back_the_next_day(
    team: Team, ann: Member, bob: Member
) -> None:
    posted(team, ann, BIKES)
    step = bob.types(f"/idea {BIKES_AGAIN}")
    assert "Not posted yet, 1: A roofed place" in bob.types("/idea mine").text
    team.tick("2026-11-24 09:00")
    [reminder] = bob.inbox
    assert "not posted yet" in reminder.text
    bob.presses("Post mine", on=reminder)
    assert "A roofed place" in team.channel("#ideas")[-1].text
    assert "posted or thrown away already" in bob.presses("Post mine", on=step).text
    assert len(team.channel("#ideas")) == 2


def test_one_vote_a_person_and_it_can_be_taken_back(team: Team, ann: Member, bob: Member) -> None:
    card = posted(team, ann, MENU)
    voted = bob.presses("Vote", on=card)
    assert "Your vote counts" in voted.text
    assert "voted already" in bob.presses("Vote", on=card).text
    assert "2 votes" in card.text
    assert "taken your vote back" in bob.presses("Take my vote back", on=voted).text
    assert "1 vote" in card.text
    assert "nothing to take back" in bob.presses("Take my vote back", on=voted).text


def test_each_stage_is_told_once_to_whom_it_concerns_in_their_language(
    team: Team, marco: Member, ann: Member, bob: Member, anna: Member
) -> None:
    card = posted(team, ann, MENU)
    anna.presses("Vote", on=card)
    bob.presses("Follow", on=card)
    done = moves(marco, card, "planned", "The kitchen sends it on Fridays, from January on.")
    assert "3 colleagues are being told" in done.text
    for member in (ann, bob):
        [news] = member.inbox
        assert "is planned: Publish the canteen menu" in news.text
        assert "The kitchen sends it on Fridays" in news.text
    [news] = anna.inbox
    assert "è in programma" in news.text
    assert "Planned" in card.text
    assert "Why: The kitchen sends it" in card.text
    again = moves(marco, card, "planned", "The kitchen sends it on Fridays, from January on.")
    assert "It is there already: Planned" in again.problems["stage"]
    assert len(ann.inbox) == 1


def test_declined_kindly_and_then_votes_no_longer_change(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    card = posted(team, ann, MENU)
    moves(marco, card, "declined", "The kitchen decides each morning what is fresh.")
    [news] = ann.inbox
    assert "will not be done for now" in news.text
    assert "Thank you for thinking along" in news.text
    assert "Vote" not in card.buttons
    old = Shown(card.card, card.place)
    assert old.buttons == ["Comment", "Follow", "More"]


def test_a_vote_on_a_declined_idea_is_one_clear_line(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    card = posted(team, ann, MENU)
    old = Shown(card.card, card.place)
    moves(marco, card, "declined", "The kitchen decides each morning what is fresh.")
    assert "This is decided (Declined)" in bob.presses("Vote", on=old).text


def test_comments_reach_author_and_followers(
    team: Team, ann: Member, bob: Member, anna: Member
) -> None:
    card = posted(team, ann, MENU)
    bob.presses("Follow", on=card)
    bob.fills(bob.presses("Comment", on=card), comment="On the intranet as well, please.")
    assert "Bob has commented" in ann.inbox[-1].text
    ann.fills(ann.presses("Reply", on=ann.inbox[-1]), comment="Of course.")
    assert "Ann has commented" in bob.inbox[-1].text
    assert not anna.inbox
    more = bob.presses("More", on=card)
    assert "On the intranet as well, please." in more.text
    assert "Stop following" in more.shown.buttons


def test_an_owner_is_named_answers_and_is_reminded(
    team: Team, marco: Member, ann: Member, bob: Member
) -> None:
    card = posted(team, ann, MENU)
    form = marco.presses("Name who sees to it", on=marco.presses("More", on=card))
    assert "Bob now sees to" in marco.fills(form, owner=bob).text
    assert "Bob sees to it" in card.text
    [asked] = bob.inbox
    assert "Marco asks you to see to an idea" in asked.text
    team.tick("2026-12-15 10:30")
    assert "how do these stand?" in bob.inbox[-1].text
    form = bob.presses("How does 1 stand?", on=bob.inbox[-1])
    bob.fills(form, stage="building", reason="The first menus are being printed.")
    assert "is being done" in ann.inbox[-1].text
    assert "no longer works" in ann.presses("Say how it stands", on=asked).text


def test_it_comes_from_a_message_with_its_link(team: Team, ann: Member, bob: Member) -> None:
    form = ann.picks(
        "make_idea", by=bob, text="Could somebody publish the canteen menu on Mondays?"
    )
    assert form.form.fields[0].value.startswith("Could somebody publish")
    reply = ann.fills(form, link="https://aurora.slack.com/archives/C1/p1")
    assert "has number 1" in reply.text
    more = bob.presses("More", on=team.channel("#ideas")[-1])
    assert "https://aurora.slack.com/archives/C1/p1" in more.text


def test_a_link_that_is_too_long_keeps_nobody_from_it(team: Team, ann: Member, bob: Member) -> None:
    link = f"https://teams.example/l/message/{'x' * LONGEST_LINK}"
    picked = Picked("make_idea", bob.id, MENU, "1.1", link)
    form = team.hand_in(Incoming(ann.workspace, "picked", ann.id, picked, "C1"))
    assert "has number 1" in ann.fills(form).text


def test_on_behalf_of_somebody_without_an_account(team: Team, ann: Member, bob: Member) -> None:
    team.employee("Zoe Quill")
    reply = ann.types(f"/idea for @Zoe Quill {MENU}")
    assert "The idea of Zoe Quill has number 1" in reply.text
    [card] = team.channel("#ideas")
    assert "from Zoe Quill" in card.text
    assert "Written down by Ann" in card.text
    assert "no votes yet" in card.text


def test_who_has_an_account_can_say_that_it_is_not_theirs(
    team: Team, ann: Member, bob: Member
) -> None:
    assert "has number 1" in ann.types(f"/idea for @bob {MENU}").text
    [card] = team.channel("#ideas")
    assert "from Bob" in card.text
    [told] = bob.inbox
    assert "Ann has written down an idea of yours" in told.text
    assert "an idea of Ann’s" in bob.presses("That is not mine", on=told).text
    assert "from Ann" in card.text
    assert "Written down" not in card.text


class Late(Pieces):
    """Needs something that takes its time to load."""

    def __init__(self) -> None:
        super().__init__(is_loaded=False)
        self.loaded_in = ""

    def load(self) -> None:
        self.loaded_in, self.is_loaded = threading.current_thread().name, True

    def encode(self, text: str) -> Any:
        assert self.is_loaded
        return super().encode(text)


def test_what_takes_its_time_to_load_holds_up_nobody_who_writes(team: Team, ann: Member) -> None:
    late = Late()
    team.app.house.likeness("ideas").coder = lambda: late
    writer = team.app.database.write_now(lambda _db: threading.current_thread().name)
    assert "has number 1" in ann.types(f"/idea {MENU}").text
    assert late.loaded_in not in ("", writer)
