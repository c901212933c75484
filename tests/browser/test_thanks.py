"""Thanks are given, seen and cheered, by several people at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Opens
from .people import ANNA, BRUNO, MARCO


def test_thanks_are_seen_and_cheered_live_in_two_windows(window_of: Opens) -> None:
    anna, bruno = window_of(ANNA), window_of(BRUNO)
    anna.types("/kudos ", "@Bruno Villa", "per aver rifatto la dima prima della fiera")
    card = bruno.message("per aver rifatto la dima prima della fiera")
    expect(card).to_contain_text("@Anna Neri thanks @Bruno Villa")
    bruno.presses("Cheer", on=card)
    expect(anna.message("per aver rifatto la dima")).to_contain_text("1 colleague cheers.")
    bruno.presses("Cheer", on=card)
    bruno.private("You have cheered already.")
    bruno.goes_to("Piazza")
    bruno.message("@Anna Neri thanks you:")


@pytest.mark.soak
def test_a_private_answer_is_marked_and_only_its_asker_sees_it(window_of: Opens) -> None:
    marco, bruno = window_of(MARCO), window_of(BRUNO)
    marco.types("/kudos mine")
    answer = marco.private("I tuoi ringraziamenti.")
    expect(answer).to_contain_text("Lo vedi solo tu")
    marco.types("per tutti: il caffè è pronto")
    bruno.message("per tutti: il caffè è pronto")
    expect(bruno.log.locator("[data-private]")).to_have_count(0)
    marco.presses("Nascondi", on=answer)
    expect(answer).to_be_hidden()


def test_a_form_with_an_error_keeps_its_text_and_shows_the_error_in_place(
    window_of: Opens,
) -> None:
    bruno = window_of(BRUNO)
    bruno.types("/kudos")
    expect(bruno.form.place.get_by_text("Whom do you thank?", exact=True)).to_be_visible()
    expect(bruno.form.place.get_by_text("At least 20 characters")).to_have_count(1)
    bruno.form.fills("What did they do", "so quick")
    bruno.form.sends("Say thanks")
    bruno.form.says("What did they do", "Please write at least 20 characters. You have 8.")
    bruno.form.says("Whom do you thank?", "Please choose somebody here, or write a name below.")
    expect(bruno.form.field("What did they do")).to_have_value("so quick")
    expect(bruno.form.field("Whom do you thank?")).to_be_focused()
    bruno.form.adds("Whom do you thank?", "Bruno Villa")
    bruno.form.fills("What did they do", "so quick that the paint was still wet")
    bruno.form.sends("Say thanks")
    bruno.form.says("Whom do you thank?", "Please choose somebody else")
    expect(bruno.form.chip("Bruno Villa")).to_be_visible()
    expect(bruno.form.field("What did they do")).to_have_value(
        "so quick that the paint was still wet"
    )
    bruno.form.removes("Bruno Villa", "Remove Bruno Villa")
    bruno.form.adds("Whom do you thank?", "Anna Neri", "Marco Ferrari")
    bruno.form.sends("Say thanks")
    bruno.form.is_closed()
    bruno.private("Thank you for thanking")
    card = bruno.message("so quick that the paint was still wet")
    expect(card).to_contain_text("@Bruno Villa thanks @Anna Neri and @Marco Ferrari")


@pytest.mark.soak
def test_the_menu_of_a_message_opens_the_form_for_its_author(window_of: Opens) -> None:
    anna, bruno = window_of(ANNA, room="#general"), window_of(BRUNO, room="#general")
    anna.types("Ho rimesso in ordine il magazzino vernici")
    said = bruno.message("Ho rimesso in ordine il magazzino vernici")
    bruno.chooses("Thank the author", "More", on=said)
    expect(bruno.form.chip("Anna Neri")).to_be_visible()
    expect(bruno.form.field("What did they do")).to_have_value("")
    bruno.form.sends("Cancel")
    bruno.form.is_closed()


def test_a_reaction_to_a_thank_you_is_a_cheer(window_of: Opens) -> None:
    marco, bruno = window_of(MARCO), window_of(BRUNO)
    marco.types("/kudos ", "@Anna Neri", "per i colori nuovi della gamma da città")
    card = bruno.message("per i colori nuovi della gamma da città")
    bruno.reacts("tada", on=card)
    expect(card).to_contain_text("1 colleague cheers.")
    pill = marco.message("per i colori nuovi").locator(".pill")
    expect(pill).to_contain_text("1")
    expect(pill).to_have_attribute("aria-pressed", "false")
    expect(card.locator(".pill")).to_have_attribute("aria-pressed", "true")


def test_the_coach_looks_first_and_what_was_typed_stays_in_the_same_form(
    window_of: Opens,
) -> None:
    bruno = window_of(BRUNO)
    bruno.types("/kudos")
    bruno.form.adds("Whom do you thank?", "Anna Neri")
    bruno.form.fills("What did they do", "for tidying the tool wall of line two on Monday")
    bruno.page.get_by_label("Yes, nothing is said yet").check()
    bruno.form.sends("Say thanks")
    note = bruno.form.place.get_by_role("status")
    expect(note).to_contain_text("The coach, for you alone.")
    expect(note).to_be_in_viewport()
    words = bruno.form.field("What did they do")
    expect(words).to_be_focused()
    expect(words).to_have_value("for tidying the tool wall of line two on Monday")
    expect(bruno.form.place.get_by_label("Yes, nothing is said yet")).to_have_count(0)
    bruno.form.sends("Say thanks")
    bruno.form.is_closed()
    bruno.message("for tidying the tool wall of line two on Monday")
