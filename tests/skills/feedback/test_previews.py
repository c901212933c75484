"""Where words go: a rule says how many a week it would be before anybody uses it."""

from __future__ import annotations

from datetime import timedelta

from bot import Role
from bot.testing import Member, Reply, Team
from tests.skills.feedback.conftest import HOW, LATE

BILLS = (
    "My invoice of May is wrong, please look at it.",
    "The invoice names a bike that I never bought: wrong again.",
    "I am still waiting for the invoice of the child seat.",
    "Your invoices are terrible: nobody can tell what the bike costs.",
    "There are damaged pages in the invoice you mailed, half is missing.",
    "You overcharged me: the invoice says two saddles.",
)


def writes(by: Member, **values: str) -> Reply:
    form = by.presses("A new rule", on=by.types("/cm feedback rules"))
    return by.fills(form, channel="#money", **values)


def test_a_preview_counts_by_the_last_four_weeks(team: Team, marco: Member, ann: Member) -> None:
    ann.types(f"/feedback {BILLS[0]}")
    team.tick(timedelta(days=29))
    assert "About 0 a week" in writes(marco, words="invoice*").text
    for words in BILLS[1:]:
        ann.types(f"/feedback {words}")
        team.tick(timedelta(days=5))
    ann.types(f"/feedback {LATE}")
    # One who says the same again is on the same card.
    ann.types(f"/feedback {BILLS[5]}")
    preview = writes(marco, words="invoice*")
    assert "About 1.2 a week would go to #money" in preview.text
    assert "for: invoice*" in preview.text
    assert "About 0.2 a week" in writes(marco, words="workshop").text
    assert "About 1.5 a week" in writes(marco).text


def test_what_an_earlier_rule_takes_is_not_counted_again(
    team: Team, marco: Member, ann: Member
) -> None:
    for words in (*BILLS[:4], LATE, HOW):
        ann.types(f"/feedback {words}")
    first = writes(marco, words="invoice*", intent="complaint")
    assert "About 1 a week" in first.text
    marco.presses("Use it", on=first)
    second = writes(marco)
    assert "everything else" in second.text
    assert "About 0.5 a week" in second.text


def test_nothing_is_used_before_somebody_says_so(team: Team, marco: Member, ann: Member) -> None:
    preview = writes(marco, words="invoice*")
    assert "Nothing is used yet" in preview.text
    ann.types(f"/feedback {BILLS[0]}")
    assert team.channel("#money") == []
    assert len(team.channel("#customers")) == 1
    assert "From now on they go to #money" in marco.presses("Use it", on=preview).text
    ann.types(f"/feedback {BILLS[1]}")
    [card] = team.channel("#money")
    assert BILLS[1] in card.text
    shown = marco.types("/cm feedback rules")
    assert "to #money" in shown.text
    [remove] = [one for one in shown.shown.buttons if one.startswith("Remove")]
    marco.presses(remove, on=shown)
    ann.types(f"/feedback {BILLS[2]}")
    assert len(team.channel("#money")) == 1


def test_a_preview_that_is_thrown_away_leaves_nothing(marco: Member) -> None:
    preview = writes(marco, words="invoice*")
    assert "It is gone" in marco.presses("Throw it away", on=preview).text
    assert "gone already" in marco.presses("Use it", on=preview).text
    assert "There are no rules" in marco.types("/cm feedback rules").text


def test_it_counts_by_rating_voice_and_theme(team: Team, marco: Member, ann: Member) -> None:
    form = marco.presses("A new theme", on=marco.types("/cm feedback themes"))
    marco.fills(form, name="invoices", words="invoic*")
    for words, rating, who in zip(
        BILLS[:3], "123", ("customer", "partner", "partner"), strict=True
    ):
        ann.fills(ann.types("/feedback"), words=words, rating=rating, who=who)
    ann.types(f"/feedback {HOW}")
    ann.types(f"/feedback {LATE}")
    assert "About 0.5 a week" in writes(marco, rating="bad").text
    assert "1 to 2 stars" in writes(marco, rating="bad").text
    assert "About 0.5 a week" in writes(marco, who="partner").text
    assert "About 1 a week" in writes(marco, theme="Invoices").text
    assert "About 0.2 a week" in writes(marco, theme="invoices", who="partner", rating="bad").text
    assert "no source shop" in writes(marco, source="shop").problems["source"]


def test_it_reads_well_in_italian(team: Team, ann: Member) -> None:
    anna = team.member("Anna", language="it", role=Role.CM)
    assert "Non ci sono regole" in anna.types("/cm feedback rules").text
    for words in BILLS:
        ann.types(f"/feedback {words}")
    form = anna.presses("Una nuova regola", on=anna.types("/cm feedback rules"))
    preview = anna.fills(form, channel="money", words="invoice*", rating="")
    assert "Circa 1,5 a settimana andrebbero in #money" in preview.text
    assert "per: invoice*" in preview.text
    assert "Non è ancora in uso" in preview.text
    assert "D’ora in poi vanno in #money" in anna.presses("Usala", on=preview).text
