"""The scene of the README's picture of the digest."""

from __future__ import annotations

from playwright.sync_api import expect

from .window import Window

SKILLS = ("ideas:", "feedback:", "pulse:")
# As long as it takes to know what is usual, and no longer.
PEOPLE, WEEKS = 120, 10


def a_monday(window: Window) -> None:
    """What the manager has read on Monday: what moved, what waits, what could be said."""
    window.page.locator("#open-sidebar").click()
    window.goes_to("Piazza")
    digest = window.messages("La settimana:").last
    picture = digest.locator("figure img")
    expect(picture).to_be_visible()
    # The first one is drawn while it is looked at.
    expect(picture).to_have_js_property("complete", value=True, timeout=60_000)
    digest.evaluate("one => one.scrollIntoView({block: 'start'})")
