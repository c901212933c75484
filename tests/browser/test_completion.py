"""While somebody types, what may be typed is offered, with hints."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Opens
from .people import BRUNO, MARCO


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
    bruno.composer.press("Escape")
    bruno.composer.press("Enter")
    bruno.private("Your thanks.")


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


def test_an_unknown_command_stays_to_be_mended(window_of: Opens) -> None:
    bruno = window_of(BRUNO)
    bruno.types("/kudoss everybody, for everything")
    problem = bruno.page.locator("#composer-error")
    expect(problem).to_contain_text("/kudoss")
    expect(bruno.composer).to_have_value("/kudoss everybody, for everything")
    expect(bruno.composer).to_have_attribute("aria-invalid", "true")
