"""The page of Microsoft's playground: what is found on it, and how a picture of it is kept."""

from __future__ import annotations

import sys
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.parity.on_teams import OnTeams
from tests.teams_world.reading import fields

from .pictures import FOLDER

LARGEST = 150_000
# Beside the card, whose words may be the same.
AUTHOR = "normalize-space(text())='Piazza' and not(ancestor::*[contains(@class, 'ac-')])"
PATIENCE = 15_000


def page_of(browser: Browser, world: OnTeams) -> Page:
    """The playground's page."""
    size: Any = {"width": 1280, "height": 1200}
    context = browser.new_context(viewport=size, device_scale_factor=1.5, locale="en-GB")
    page = context.new_page()
    page.goto(world.teams.address)
    return page


def message(page: Page, words: str) -> Locator:
    """The newest message with these words, once it is there, with the name of its author."""
    card = page.locator(".ac-adaptiveCard").filter(has_text=words).last
    expect(card).to_be_visible(timeout=PATIENCE)
    return card.locator(f"xpath=ancestor::div[.//*[{AUTHOR}]][1]")


def dialog(page: Page, world: OnTeams, words: str) -> Locator:
    """The dialog that Piazza answered with last.

    The page opens dialogs for message extensions only: it is given this one for such.
    """
    shown = world.teams.recorder.to_bot[-1].answer
    for one in fields(shown["task"]["value"]["card"]["content"]):
        # Nor does it search for people; then it would not show who is filled in.
        one.pop("choices.data", None)
    page.route("**/_conversation/v1/invoke", lambda route: route.fulfill(json=shown))
    page.get_by_role("button", name="Trigger Message Extension App").click()
    page.get_by_role("menuitem", name="Action Command").click()
    page.get_by_role("button", name="Create").click()
    found = page.get_by_role("dialog")
    expect(found).to_contain_text(words)
    # An app that is no message extension has its own name there.
    page.get_by_text("Your Message Extension App").evaluate("(it) => it.textContent = 'Piazza'")
    return found


def keep(shown: Locator, name: str) -> None:
    """Write a picture of it; one larger than a page should carry is a failure."""
    file = FOLDER / f"teams-{name}.png"
    shown.page.mouse.move(0, 0)
    box = shown.bounding_box()
    assert box is not None
    # What stands above may reach a little into it.
    clip: Any = {**box, "y": box["y"] + 2, "height": box["height"] - 2}
    shown.page.screenshot(path=file, clip=clip, animations="disabled")
    size = file.stat().st_size
    assert size < LARGEST, f"{file.name} has {size} bytes"
    sys.stdout.write(f"{file.relative_to(FOLDER.parents[1])}\n")
