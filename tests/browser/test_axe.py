"""Nothing serious stands in the way of people who do not see, hear or point as most do."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import ViewportSize, expect

from . import axe
from .conftest import Opens
from .people import BRUNO
from .window import DESKTOP, PHONE

if not axe.SCRIPT.is_file() and os.environ.get("CI") != "true":  # there it is a failure
    pytest.skip("axe-core is not installed: run `make npm`", allow_module_level=True)


@pytest.mark.parametrize(
    "size", [pytest.param(DESKTOP, marks=pytest.mark.soak), PHONE], ids=["desktop", "phone"]
)
def test_axe_finds_nothing_serious(window_of: Opens, size: ViewportSize) -> None:
    bruno = window_of(BRUNO, size=size)
    page, found = bruno.page, {}

    def look(at: str) -> None:
        bruno.sees_it("light")
        found[at] = axe.violations(page)
        bruno.sees_it("dark")  # where only the colours are others
        found[f"{at} in the dark"] = axe.violations(page, "color-contrast")

    bruno.types("/kudos mine")
    bruno.private("Your thanks.")
    look("the room")
    bruno.writes("/")
    expect(bruno.suggestions.first).to_be_visible()
    look("what is offered while one writes")
    bruno.composer.fill("")
    bruno.types("/kudos")
    bruno.form.sends("Say thanks")
    bruno.form.says("Whom do you thank?", "Please choose somebody here, or write a name below.")
    look("a form with errors")
    bruno.form.sends("Cancel")
    bruno.shows_journal()
    look("behind the scenes")
    bruno.hides_journal()
    bruno.shows_rooms()
    look("the rooms")
    page.locator("#acting").click()
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()
    look("the switch of person")
    page.keyboard.press("Escape")
    bruno.goes_to("Home")
    expect(page.locator("#home article").first).to_be_visible()
    look("home")
    assert {at: faults for at, faults in found.items() if faults} == {}
