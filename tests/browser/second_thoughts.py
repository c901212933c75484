"""The pictures of docs/teams.md that show what comes after thanks: questions, and ways back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.parity.on_teams import OnTeams, opened
from tests.parity.world import Seen

from .browser import running
from .teams_page import dialog, keep, message, page_of

DRAWING = "for the drawing that the workshop understood at first sight"
QUESTION = "for asking the question that none of us dared to ask the supplier"
LABELS = "for the labels on every valve: now I find them in the dark, too"
CUSTOMER = "for calming the customer in Bergamo down, who has not paid us since March"
REASON = "It says in public what a customer owes us."


def told(page: Page, world: OnTeams) -> Locator:
    """What whoever is thanked in public reads in their own chat."""
    world.types("carla", f"kudos @ann {QUESTION}")
    return message(page, "Carla Conti thanks you:")


def nameless(page: Page, world: OnTeams) -> Locator:
    """Thanks without a name, as who is thanked reads them."""
    asked = world.types("bob", "kudos").asks
    world.fills("bob", asked, to=["ann"], message=DRAWING, signed="anonymous")
    return message(page, "A colleague thanks you:")


def asking(page: Page, world: OnTeams) -> Locator:
    """Who would read thanks that are reported, before they do."""
    world.types("ann", "kudos report")
    return message(page, "Show this to the community manager?")


def later(page: Page, world: OnTeams) -> Locator:
    """The answer to who has thanked for a day to come."""
    asked = world.types("ann", "kudos @gus").asks
    world.fills("ann", asked, message=LABELS, day="2026-11-26")
    return message(page, "It goes to #kudos on")


def waiting(page: Page, world: OnTeams) -> Locator:
    """One's own record while thanks wait for their day."""
    world.types("ann", "kudos mine")
    return message(page, "Waits for its day")


def undone(page: Page, world: OnTeams) -> Locator:
    """What is said once thanks were taken back."""
    world.types("ann", "kudos undo")
    return message(page, "Taken back:")


def file(page: Page, world: OnTeams) -> Locator:
    """What comes with one's own record as a file; Teams' own question the page can't show."""
    world.types("ann", "kudos mine file")
    return message(page, "Your thanks as a file.")


def why(page: Page, world: OnTeams) -> Locator:
    """The form in which a community manager says why thanks have to go."""
    world.types("carla", f"kudos @bob {CUSTOMER}")
    [listed] = world.types("ann", "cm kudos").read
    world.presses("ann", "Remove one", listed)
    return dialog(page, world, "Why?")


def removing(page: Page, world: OnTeams) -> Locator:
    """Which thanks would go, before they do."""
    page.get_by_role("button", name="Close").click()
    _latest(world, "ann")
    return message(page, "Remove this?")


def removed(page: Page, world: OnTeams) -> Locator:
    """What the community manager reads afterwards."""
    world.presses("ann", "Remove it", _latest(world, "ann"))
    return message(page, "Removed: the thanks")


def gone(page: Page, world: OnTeams) -> Locator:
    """What somebody reads whose own thanks were removed."""
    world.types("ann", f"kudos @bob {CUSTOMER}")
    world.presses("gus", "Remove it", _latest(world, "gus"))
    return message(page, "has removed your thanks")


def colleague(page: Page, world: OnTeams) -> Locator:
    """The question on a Wednesday, about somebody whom thanks connect one with."""
    world.types("ann", f"kudos @bob {DRAWING}")
    for day in ("2026-12-02", "2026-12-09"):
        world.until(f"{day} 11:00")
    return message(page, "Anything to thank for?")


def take() -> None:
    """Take them all: of somebody who is not the community manager, and of somebody who is."""
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Path(folder), manager="gus") as world,
        running() as browser,
    ):
        page = page_of(browser, world)
        for scene in (told, nameless, asking, later, waiting, undone, file, gone, colleague):
            keep(scene(page, world), scene.__name__)
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Path(folder)) as world,
        running() as browser,
    ):
        page = page_of(browser, world)
        for scene in (why, removing, removed):
            keep(scene(page, world), scene.__name__)


def _latest(world: OnTeams, manager: str) -> Seen:
    """The question whether the latest thanks have to go."""
    [listed] = world.types(manager, "cm kudos").read
    number = listed.text.split("Number ")[1].partition(",")[0]
    asked = world.types(manager, f"cm kudos remove {number}").asks
    [sure] = world.fills(manager, asked, reason=REASON).read
    return sure


if __name__ == "__main__":
    take()
