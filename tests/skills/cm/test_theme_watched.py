"""Somebody watches a theme's card from one moment to the next, and learns nothing of anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.testing import Member, Team
from skills import cm, feedback, ideas, kudos
from skills.ideas.settings import IdeasSettings
from tests.skills.cm.spoken import DAY, Words, as_thanks, by_customers
from tests.skills.cm.test_theme_card import (
    FATTURA,
    FIXED,
    LATE_BILL,
    a_theme,
    card,
    colleagues,
    cora,
)

__all__ = ["colleagues", "cora"]

SECRET = "Thank you for the invoices that you kept secret all night long."


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    skills = feedback.skill, ideas.skill, kudos.skill, cm.skill
    return team_of(*skills, settings={"ideas": IdeasSettings(anonymous=True)})


@pytest.fixture
def watched(team: Team, cora: Member, colleagues: list[Member]) -> Team:
    ann, bob, carl, _ = colleagues
    names = ("Rita Lane", "Sara Riva", "Tom Hill")
    by_customers(team, [Words(LATE_BILL, name, team.now - 3 * DAY) for name in names])
    by_customers(team, [Words(FATTURA, None, team.now - timedelta(hours=1))])
    as_thanks(team, [Words(FIXED, one, team.now - DAY) for one in (ann, carl)], bob)
    a_theme(team, cora)
    return team


def seen(cora: Member) -> list[str]:
    """All that can be watched: the card, its picture in words, and the list."""
    picture = cora.types("/cm theme billing").shown.card.picture
    return [card(cora), str(picture and picture.alt), cora.types("/cm themes").text]


@pytest.mark.parametrize("how", ["#private", "#anonymous", "2026-11-30"])
def test_thanks_that_are_not_for_everybody_change_nothing(
    watched: Team, cora: Member, colleagues: list[Member], how: str
) -> None:
    before, (ann, *_) = seen(cora), colleagues
    assert "Thank" in ann.types(f"/kudos @bob {how} {SECRET}").text
    watched.tick(DAY)
    assert seen(cora) == before


def test_what_everybody_reads_is_there_on_its_day_and_not_before(
    watched: Team, cora: Member, colleagues: list[Member]
) -> None:
    ann, *_ = colleagues
    ann.types(f"/kudos @bob 2026-11-27 {SECRET}")
    watched.tick("2026-11-27 08:00")
    assert SECRET not in card(cora)
    watched.tick("2026-11-28 08:00")
    assert SECRET in card(cora)
    assert "3 kudos thank" in card(cora)


def test_an_idea_without_a_name_is_there_once_everybody_can_read_it(
    watched: Team, cora: Member, colleagues: list[Member]
) -> None:
    before, (ann, *_) = seen(cora), colleagues
    form = ann.types("/idea anonymous")
    ann.fills(form, idea="Let the invoices be written by somebody who reads them.")
    assert seen(cora) == before
    watched.tick(timedelta(hours=2))
    assert seen(cora) == before
    # The next night it is found.
    watched.tick(2 * DAY)
    watched.tick(timedelta(minutes=1))
    told = card(cora)
    assert "1 idea proposes something" in told
    assert "Ann" not in told


def test_thanks_that_were_taken_back_leave_nothing(
    watched: Team, cora: Member, colleagues: list[Member]
) -> None:
    before, (ann, *_) = seen(cora), colleagues
    watched.tick("2026-11-25 03:58")
    sent = ann.types(f"/kudos @bob {SECRET}")
    watched.tick(timedelta(minutes=5))
    assert SECRET in card(cora)
    ann.presses("Undo (10 minutes)", on=sent)
    assert seen(cora) == before


def test_who_is_forgotten_leaves_the_card_the_counts_and_the_picture(
    watched: Team, cora: Member, colleagues: list[Member]
) -> None:
    _, bob, carl, _ = colleagues
    assert "2 kudos thank" in card(cora)
    carl.presses("Erase me", on=carl.types("/piazza forgetme"))
    assert "1 kudos thanks" in card(cora)
    # Words of somebody are no words of theirs, and go all the same.
    bob.presses("Erase me", on=bob.types("/piazza forgetme"))
    told = seen(cora)
    assert "kudos" not in "".join(told).casefold()
    assert FIXED not in told[0]
    watched.tick(DAY)
    assert seen(cora) == told


def test_a_customer_who_is_erased_leaves_the_card_the_counts_and_who_was_first(
    watched: Team, cora: Member
) -> None:
    assert "4 customers complain" in card(cora)
    assert "Customers, since the week of 16 November" in card(cora)
    check = cora.types("/cm feedback forget Sara Riva")
    cora.presses("Erase it all", on=check)
    assert "3 customers complain" in card(cora)
    assert "Customers, since the week of 23 November" in card(cora)
    for name in ("Rita Lane", "Tom Hill"):
        cora.presses("Erase it all", on=cora.types(f"/cm feedback forget {name}"))
    assert LATE_BILL not in card(cora)
    assert "1 customer complains" in card(cora)
    assert "Who noticed first" not in card(cora)
