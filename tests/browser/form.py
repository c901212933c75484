"""A form that is open in a window, as somebody fills it in."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class Dialog:
    """The open dialog; fields are named as their labels begin."""

    def __init__(self, page: Page) -> None:
        self.place = page.get_by_role("dialog")

    def field(self, label: str) -> Locator:
        """The control of a field."""
        return self.place.get_by_label(re.compile(rf"^{re.escape(label)}")).first

    def adds(self, label: str, *names: str) -> None:
        """Search people and choose them."""
        for name in names:
            self.field(label).fill(name)
            self.place.get_by_role("option").filter(has_text=name).first.click()
            expect(self.chip(name)).to_be_visible()

    def chip(self, name: str) -> Locator:
        """Somebody who is chosen."""
        return self.place.locator(".chip").filter(has_text=name)

    def removes(self, name: str, label: str) -> None:
        """Take somebody out again, by the button of this label."""
        self.place.get_by_role("button", name=label, exact=True).click()
        expect(self.chip(name)).to_have_count(0)

    def fills(self, label: str, words: str) -> None:
        """Write into a field."""
        self.field(label).fill(words)

    def button(self, label: str) -> Locator:
        """A button at the foot of the form."""
        return self.place.locator("footer").get_by_role("button", name=label, exact=True)

    def sends(self, label: str) -> None:
        """Press the button that sends it, or another at its foot."""
        self.button(label).click()

    def is_closed(self) -> None:
        """Wait until no form is open."""
        expect(self.place).to_be_hidden()

    def says(self, label: str, problem: str) -> None:
        """Wait until a field shows what is wrong with it, also to those who cannot see it."""
        expect(self.field(label)).to_have_accessible_description(re.compile(re.escape(problem)))
        expect(self.field(label)).to_have_attribute("aria-invalid", "true")
        expect(self.place.get_by_text(problem).first).to_be_visible()
