"""A customer's words from the first line to their answer."""

from __future__ import annotations

from bot.testing import Member, Team
from tests.skills.feedback.conftest import HOW, KIND, LATE


def test_a_complaint_is_posted_claimed_and_done(
    team: Team, ann: Member, bob: Member, anna: Member
) -> None:
    reply = ann.types(f"/feedback {LATE}")
    assert "number 1" in reply.text
    [card] = team.channel("#customers")
    assert "customer · complaint" in card.text
    assert LATE in card.text
    assert card.buttons == ["I’ll see to it", "Answer", "Done", "More"]
    assert "is yours" in bob.presses("I’ll see to it", on=card).text
    assert "Bob sees to it" in card.text
    form = bob.presses("Done", on=card)
    bob.fills(form, outcome="It is mended and on its way.")
    assert "done, by Bob" in card.text
    assert "It is mended and on its way." in ann.inbox[-1].text


def test_praise_is_counted_and_does_not_fill_the_channel(team: Team, ann: Member) -> None:
    reply = ann.types(f"/feedback {KIND}")
    assert "It is counted" in reply.text
    assert team.channel("#customers") == []


def test_what_says_the_same_is_counted_together_and_can_be_taken_apart(
    team: Team, ann: Member, bob: Member
) -> None:
    ann.types(f"/feedback {HOW}")
    assert "the same as number 1" in bob.types(f"/feedback {HOW}").text
    [card] = team.channel("#customers")
    assert "1 more says the same" in card.text
    more = ann.presses("More", on=card)
    assert "counts by itself" in ann.presses("Take 2 apart", on=more).text
    assert "says the same" not in card.text
    assert len(team.channel("#customers")) == 2


def test_where_there_is_no_way_back_it_is_answered_by_hand(
    team: Team, ann: Member, bob: Member
) -> None:
    ann.types(f"/feedback {HOW}")
    [card] = team.channel("#customers")
    check = bob.fills(bob.presses("Answer", on=card), words="Under Settings, then Invoices.")
    assert "answer by hand" in check.text
    assert "answered" not in card.text
    bob.presses("They have it", on=check)
    assert "answered by hand" in card.text
    assert "Under Settings" in ann.inbox[-1].text


def test_an_address_is_shown_to_nobody_not_even_where_no_name_is_given(
    team: Team, ann: Member, marco: Member
) -> None:
    ann.fills(ann.types("/feedback"), words=LATE, email="rita@example.com")
    [card] = team.channel("#customers")
    assert "rita" not in card.text
    marco.presses("As a file", on=marco.types("/cm feedback"))
    file = marco.inbox[-1].file
    assert file is not None
    assert b"rita" not in file.data


def test_a_headline_has_no_hole_where_nobody_gave_stars(team: Team, ann: Member) -> None:
    ann.types("/feedback The brake fails, this is dangerous. I am disappointed.")
    ann.fills(ann.types("/feedback"), words=LATE, rating="1", name="Rita Lane")
    ann.types("/feedback The bill for October is on the table.")
    headlines = [one.text.splitlines()[0] for one in team.channel("#customers")]
    assert [one.replace("*", "") for one in headlines] == [
        "Somebody outside, customer · complaint · urgent",
        "Rita Lane, customer · complaint ★☆☆☆☆",
        "Somebody outside, customer",
    ]


def test_who_handed_something_on_finds_it_again_and_passes_praise_on(
    team: Team, ann: Member, bob: Member
) -> None:
    kept = ann.types(f"/feedback {KIND}")
    assert kept.shown.buttons == ["Pass the praise on"]
    mine = ann.types("/feedback mine")
    assert "counted – Thank you" in mine.text
    form = ann.presses("Pass the praise on", on=ann.presses("Show 1", on=mine))
    assert "1 colleague has it now" in ann.fills(form, to=[ann, bob]).text
    assert "Ann passes it on" in bob.inbox[-1].text
    form = ann.presses("Pass the praise on", on=ann.presses("Show 1", on=mine))
    assert "somebody else" in ann.fills(form, to=[ann]).problems["to"]


def test_only_who_may_share_words_is_asked_to(team: Team, ann: Member, marco: Member) -> None:
    ann.types(f"/feedback {LATE}")
    [card] = team.channel("#customers")
    assert "Let everybody read it" not in ann.presses("More", on=card).shown.buttons
    assert "Let everybody read it" in marco.presses("More", on=card).shown.buttons


def test_nobody_is_said_to_be_told_where_nobody_handed_it_on(team: Team, bob: Member) -> None:
    bob.types(f"/feedback {LATE}")
    [card] = team.channel("#customers")
    done = bob.fills(bob.presses("Done", on=card), outcome="The bike is ready.")
    assert "is done" in done.text
    assert "is told" not in done.text


def test_who_finds_words_in_a_list_can_see_to_them_at_once(
    team: Team, ann: Member, bob: Member
) -> None:
    ann.types(f"/feedback {LATE}")
    shown = ann.presses("Show 1", on=ann.types("/feedback mine"))
    assert "is yours" in ann.presses("I’ll see to it", on=shown).text
    [card] = team.channel("#customers")
    assert "Ann sees to it" in card.text
    team.tick("2026-11-30 09:00")
    ann.presses("Let go", on=card)
    team.tick("2026-12-07 09:00")
    digest = team.channel("#customers")[-1]
    shown = bob.presses("Show 1", on=digest)
    assert "is yours" in bob.presses("I’ll see to it", on=shown).text
