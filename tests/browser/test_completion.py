"""While somebody types, what may be typed is offered, with hints."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Opens
from .people import ANNA, BRUNO, MARCO


def test_commands_are_offered_with_their_hints(window_of: Opens) -> None:
    bruno = window_of(BRUNO)
    bruno.writes("/")
    for words in ("/kudos", "/kudos mine", "/piazza", "/piazza whatyouknow"):
        expect(bruno.suggestion(words)).to_be_visible()
    expect(bruno.suggestion("/cm")).to_have_count(0)
    expect(bruno.suggestion("/kudos")).to_contain_text("@ann @bob #value and why")
    bruno.writes("kudos m")
    expect(bruno.suggestions.first).to_contain_text("/kudos mine")
    bruno.composer.press("Tab")
    expect(bruno.composer).to_have_value("/kudos mine ")
    expect(bruno.page.locator("#composer-hint")).to_contain_text("the thanks you gave and received")
    # A longer command is still offered; it is not what was meant.
    expect(bruno.suggestion("/kudos mine file")).to_be_visible()
    bruno.composer.press("Enter")
    bruno.private("Your thanks.")


def test_what_is_written_in_full_is_sent_and_what_is_marked_is_taken(window_of: Opens) -> None:
    bruno = window_of(BRUNO)
    hint = bruno.page.locator("#composer-hint")
    bruno.writes("/kudo")
    expect(bruno.suggestions.first).to_have_attribute("aria-selected", "true")
    expect(hint).to_contain_text("Enter or Tab takes what is marked")
    bruno.composer.press("Enter")
    expect(bruno.composer).to_have_value("/kudos ")
    expect(bruno.suggestion("/kudos mine")).to_be_visible()
    marked = bruno.page.locator("#suggestions [aria-selected=true]")
    expect(marked).to_have_count(0)
    assert bruno.composer.get_attribute("aria-activedescendant") is None
    expect(hint).to_contain_text("thank a colleague")

    bruno.composer.press("Enter")
    expect(bruno.form.field("Whom do you thank?")).to_be_visible()
    bruno.form.sends("Cancel")

    bruno.writes("/kudos")
    bruno.composer.press("ArrowDown")
    expect(marked).to_contain_text("/kudos coach")
    moved = bruno.composer.get_attribute("aria-activedescendant")
    assert moved == marked.get_attribute("id")
    bruno.composer.press("ArrowUp")
    expect(marked).to_contain_text("/kudos undo")
    bruno.composer.press("Enter")
    expect(bruno.composer).to_have_value("/kudos undo ")
    bruno.composer.fill("/kudos")
    bruno.composer.press("Tab")
    expect(bruno.composer).to_have_value("/kudos coach ")


def test_a_name_written_in_full_is_sent_as_it_stands(window_of: Opens) -> None:
    bruno = window_of(BRUNO)
    bruno.writes("sketches by @Anna Neri")
    expect(bruno.suggestions).to_have_count(1)
    bruno.composer.press("Enter")
    bruno.message("sketches by @Anna Neri")


def test_the_community_manager_is_offered_what_only_they_may(window_of: Opens) -> None:
    marco = window_of(MARCO)
    marco.writes("/c")
    expect(marco.suggestion("/cm")).to_be_visible()


def test_people_are_offered_by_any_part_of_their_name(window_of: Opens) -> None:
    bruno = window_of(BRUNO)
    bruno.writes("/kudos @neri")
    expect(bruno.suggestion("Anna Neri")).to_contain_text("designer")
    bruno.composer.press("Escape")
    expect(bruno.suggestions).to_have_count(0)
    expect(bruno.composer).to_have_value("/kudos @neri")


def test_a_group_is_offered_after_the_people_and_thanked_as_one(window_of: Opens) -> None:
    bruno, anna = window_of(BRUNO), window_of(ANNA)
    bruno.writes("/kudos @design")
    group = bruno.suggestion("Design Milano")
    expect(group).to_contain_text("Group of 6 people")
    expect(bruno.suggestions.first).to_contain_text("designer")
    expect(bruno.suggestions.last).to_contain_text("Group of")
    group.click()
    expect(bruno.composer).to_have_value("/kudos @design.milano ")
    bruno.types("for the drawings that needed no second look")
    card = bruno.message("for the drawings that needed no second look")
    expect(card).to_contain_text("thanks the group Design Milano (")
    expect(card).to_contain_text("Anna Neri")

    anna.writes("@customer care")
    expect(anna.suggestions.first).to_contain_text("Gruppo di")
    anna.composer.press("Tab")
    expect(anna.composer).to_have_value(re.compile(r"^@customer\.care\.[a-z.]+ $"))


def test_an_unknown_command_stays_to_be_mended(window_of: Opens) -> None:
    bruno = window_of(BRUNO)
    bruno.types("/kudoss everybody, for everything")
    problem = bruno.page.locator("#composer-error")
    expect(problem).to_contain_text("/kudoss")
    expect(bruno.composer).to_have_value("/kudoss everybody, for everything")
    expect(bruno.composer).to_have_attribute("aria-invalid", "true")


def test_who_types_fast_gets_nobody_else(window_of: Opens) -> None:
    bruno = window_of(BRUNO, cuttable=True)
    bruno.composer.press_sequentially("@")
    expect(bruno.suggestions.first).to_have_attribute("aria-selected", "true")
    expect(bruno.suggestions.first).not_to_contain_text("Anna Neri")
    # Typed on before the answer is there.
    bruno.wire.answers_lost = True
    bruno.composer.press_sequentially("anna")
    expect(bruno.suggestions.first).to_contain_text("Anna Neri")
    bruno.composer.press("Enter")
    expect(bruno.composer).to_have_value("@Anna Neri ")


def test_a_command_is_said_to_piazza_in_a_channel(window_of: Opens) -> None:
    bruno = window_of(BRUNO)
    bruno.composer.press_sequentially("@piaz")
    expect(bruno.suggestion("Piazza")).to_contain_text("Say a command where all can read it")
    bruno.composer.press("Enter")
    expect(bruno.composer).to_have_value("@Piazza ")
    bruno.writes("kudos ")
    expect(bruno.page.locator("#composer-hint")).to_contain_text("thank a colleague")
    bruno.types("@Anna Neri", "for the drawings that nobody else could read")
    bruno.message("@Piazza kudos @Anna Neri for the drawings that nobody else could read")
    bruno.private("Thank you for thanking @Anna Neri!")
    bruno.message("for the drawings that nobody else could read")

    bruno.composer.press_sequentially("@Piazza")
    expect(bruno.suggestions).to_have_count(1)
    bruno.composer.press("Enter")
    bruno.private("You can write:")
