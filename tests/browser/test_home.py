"""Home: what Piazza has for whoever acts."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Opens
from .people import BRUNO


def test_home_shows_what_concerns_somebody_and_its_buttons_work(window_of: Opens) -> None:
    bruno = window_of(BRUNO)
    bruno.goes_to("Home")
    home = bruno.page.locator("#home")
    expect(home.get_by_role("article").first).to_be_visible()
    expect(bruno.page.locator("#room")).to_be_hidden()
    bruno.presses("Thank somebody", on=home)
    expect(bruno.form.place).to_contain_text("Thank a colleague")
    bruno.form.sends("Cancel")
    bruno.form.is_closed()
