"""On a phone everything is in reach, and nothing has to be pushed sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Opens
from .people import BRUNO
from .window import PHONE, Window

# What reaches out of its box to the side; names cut short with an ellipsis are meant to be.
TOO_WIDE = """() => [...document.querySelectorAll("*")]
    .filter((one) => one.checkVisibility() && one.clientWidth > 1
        && one.scrollWidth > one.clientWidth + 1
        && getComputedStyle(one).overflowX !== "visible"
        && getComputedStyle(one).textOverflow !== "ellipsis")
    .map((one) => one.outerHTML.slice(0, 80))"""


def in_view(window: Window, *controls: Locator) -> None:
    """Nothing is wider than its place, and each control can be touched where it is."""
    assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert window.page.evaluate(TOO_WIDE) == []
    for one in controls:
        expect(one).to_be_in_viewport(ratio=0.99)
        one.click(trial=True)


def test_everything_is_in_reach_on_a_phone(window_of: Opens) -> None:
    bruno = window_of(BRUNO, size=PHONE)
    page = bruno.page
    rooms, backstage = page.locator("#open-sidebar"), page.locator("#toggle-journal")
    in_view(bruno, bruno.composer, rooms, backstage, page.locator("#clock"))

    rooms.click()
    in_view(bruno, page.locator("#acting"), page.locator("#close-sidebar"))
    in_view(bruno, *page.locator("#rooms button").all(), *page.locator("#languages button").all())
    page.keyboard.press("Escape")
    expect(rooms).to_be_focused()

    backstage.click()
    in_view(bruno, page.locator("#close-journal"))
    expect(page.locator("#journal [data-schedule]").first).to_be_visible()
    page.locator("#close-journal").click()

    page.locator("#clock").click()
    in_view(bruno, *page.get_by_role("menuitem").all())
    page.keyboard.press("Escape")

    bruno.types("/kudos")
    form = bruno.form
    in_view(bruno, form.field("Whom do you thank?"), form.button("Say thanks"))
    form.sends("Say thanks")
    form.says("Whom do you thank?", "Please choose somebody here, or write a name below.")
    in_view(bruno, form.button("Say thanks"), form.button("Cancel"))
    form.sends("Cancel")

    rooms.click()
    bruno.goes_to("Home")
    in_view(bruno, rooms)
    rooms.click()
    page.locator("#acting").click()
    in_view(bruno, page.get_by_role("dialog").get_by_role("combobox"))
    page.keyboard.press("Escape")


def test_what_is_wrong_with_a_field_is_in_view_with_it(window_of: Opens) -> None:
    bruno = window_of(BRUNO, size={"width": 390, "height": 560})
    bruno.types("/kudos")
    form = bruno.form
    form.adds("Whom do you thank?", "Anna Neri")
    form.fills("What did they do", "for the sketches")
    form.field("What did they do").evaluate("one => one.closest('.form-body').scrollTo(0, 0)")
    form.sends("Say thanks")
    form.says("What did they do", "Please write at least 20 characters.")
    wrong = form.place.get_by_text("Please write at least 20 characters.").first
    expect(wrong).to_be_in_viewport(ratio=0.99)


@pytest.mark.soak
def test_a_message_of_one_long_word_stays_inside(window_of: Opens) -> None:
    bruno = window_of(BRUNO, room="#general", size=PHONE)
    bruno.types("x" * 400)
    bruno.message("x" * 400)
    in_view(bruno, bruno.composer)
