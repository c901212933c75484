"""The page and Piazza speak the language of whoever acts."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import Opens
from .people import ANNA, BRUNO


def test_switching_to_italian_changes_the_page_the_answers_and_the_document(
    window_of: Opens,
) -> None:
    bruno = window_of(BRUNO)
    document = bruno.page.locator("html")
    expect(document).to_have_attribute("lang", "en")
    bruno.types("/kudos mine")
    bruno.private("Your thanks.")
    bruno.speaks("Italiano")
    expect(document).to_have_attribute("lang", "it")
    expect(bruno.composer).to_have_attribute("aria-label", "Scrivi in #kudos")
    expect(bruno.page.get_by_role("navigation", name="Stanze")).to_be_visible()
    bruno.types("/kudos mine")
    bruno.private("I tuoi ringraziamenti.")
    bruno.types("/kudos")
    expect(bruno.form.field("Chi vuoi ringraziare?")).to_be_visible()
    bruno.form.sends("Annulla")
    bruno.speaks("English")
    expect(document).to_have_attribute("lang", "en")
    expect(bruno.composer).to_have_attribute("aria-label", "Write in #kudos")


def test_whose_eyes_one_sees_with_decides_the_language(window_of: Opens) -> None:
    one = window_of(BRUNO)
    one.becomes("Anna Neri")
    expect(one.page.locator("html")).to_have_attribute("lang", "it")
    expect(one.page).to_have_url(re.compile(rf"#as={ANNA}\b"))
    one.page.reload()
    one.is_settled()
    expect(one.page.locator("#acting")).to_contain_text("Anna Neri")


def test_what_was_half_written_waits_for_its_author(window_of: Opens) -> None:
    one = window_of(BRUNO)
    one.writes("a secret of Bruno’s")
    one.becomes("Anna Neri")
    expect(one.composer).to_have_value("")
    one.becomes("Bruno Villa")
    expect(one.composer).to_have_value("a secret of Bruno’s")
