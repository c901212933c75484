"""Everything can be done without a mouse."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Opens
from .people import ANNA, BRUNO


def test_somebody_is_thanked_from_beginning_to_end_by_the_keyboard(window_of: Opens) -> None:
    bruno = window_of(BRUNO)
    keys = bruno.page.keyboard
    keys.press("Tab")
    expect(bruno.page.get_by_role("link", name="Skip to the message field")).to_be_focused()
    keys.press("Enter")
    expect(bruno.composer).to_be_focused()
    keys.type("/ku")
    expect(bruno.suggestion("/kudos")).to_have_attribute("aria-selected", "true")
    keys.press("Tab")
    keys.type("@anna ne")
    expect(bruno.suggestion("Anna Neri")).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    keys.type("for the sketches that everybody understood")
    keys.press("Enter")
    bruno.private("Thank you for thanking @Anna Neri!")
    bruno.message("for the sketches that everybody understood")
    expect(bruno.composer).to_be_focused()


def test_a_form_is_filled_in_and_left_by_the_keyboard(window_of: Opens) -> None:
    anna = window_of(ANNA)
    keys = anna.page.keyboard
    anna.composer.focus()
    keys.type("/kudos")
    keys.press("Enter")
    expect(anna.form.field("Chi vuoi ringraziare?")).to_be_focused()
    keys.type("marco")
    offered = anna.form.place.get_by_role("option")
    expect(offered.first).to_contain_text("Marco")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(anna.form.chip("Marco")).to_be_visible()
    keys.press("Backspace")
    expect(anna.form.chip("Marco")).to_have_count(0)
    keys.type("marco ferrari")
    expect(offered).to_have_count(1)
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Tab")
    expect(anna.form.field("Per che cosa")).to_be_focused()
    keys.type("per la pazienza con le mie mille domande")
    # Past what need not be chosen; a date is several stops.
    for _ in range(14):
        if anna.page.evaluate("document.activeElement.textContent") == "Ringrazia":
            break
        keys.press("Tab")
    expect(anna.form.place.get_by_role("button", name="Ringrazia", exact=True)).to_be_focused()
    keys.press("Enter")
    anna.form.is_closed()
    anna.message("per la pazienza con le mie mille domande")
    keys.type("/kudos")
    keys.press("Enter")
    expect(anna.form.field("Chi vuoi ringraziare?")).to_be_focused()
    keys.press("Escape")
    keys.press("Escape")
    anna.form.is_closed()
    expect(anna.composer).to_be_focused()


def test_menus_and_the_switch_of_person_obey_the_arrow_keys(window_of: Opens) -> None:
    bruno = window_of(BRUNO, room="#general")
    keys = bruno.page.keyboard
    bruno.types("the kettle is fixed")
    said = bruno.message("the kettle is fixed")
    said.get_by_role("button", name="Add a reaction").focus()
    keys.press("Enter")
    choices = bruno.page.get_by_role("menuitem")
    expect(choices.nth(0)).to_be_focused()
    keys.press("ArrowRight")
    expect(choices.nth(1)).to_be_focused()
    keys.press("Escape")
    expect(choices).to_have_count(0)
    expect(said.get_by_role("button", name="Add a reaction")).to_be_focused()
    keys.press("Control+k")
    keys.type("anna neri")
    expect(bruno.page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(bruno.page.locator("html")).to_have_attribute("lang", "it")
    expect(bruno.page.locator("#acting")).to_contain_text("Anna Neri")
