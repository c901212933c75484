"""Takes the pictures of docs/teams.md from Microsoft's playground: `make pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.parity.on_teams import OnTeams, opened

from . import second_thoughts
from .browser import running
from .teams_page import PATIENCE, dialog, keep, message, page_of

WELDING = "for staying on Friday until the new welding robot ran: we delivered a day early"
TRAINING = "for showing the two of us newcomers every station, with all the time in the world"
SNOW = "for driving the spare part to Brescia yourself, through all that snow"
NIGHT = "for swapping the night shift with me when my daughter was ill, without a second’s thought"


def welcome(page: Page, world: OnTeams) -> Locator:
    """The home of somebody who has just added Piazza.

    Of its buttons the page says that it opens no dialogs: only the card is shown.
    """
    page.get_by_role("treeitem", name="Personal Chat").click()
    card = page.locator(".ac-adaptiveCard").filter(has_text="You can write:").last
    expect(card).to_be_visible(timeout=PATIENCE)
    card.scroll_into_view_if_needed()
    return card


def thanks(page: Page, world: OnTeams) -> Locator:
    """What everybody reads in the channel, and who cheers."""
    page.get_by_role("treeitem", name="kudos").click()
    world.types("bob", f"kudos @carla {WELDING}")
    [card] = world.channel()
    for who in ("eve", "fred"):
        world.presses(who, "Cheer", card)
    return message(page, "2 colleagues cheer.")


def record(page: Page, world: OnTeams) -> Locator:
    """What only the asker reads, in their own chat."""
    page.get_by_role("treeitem", name="Personal Chat").click()
    world.types("eve", f"kudos @ann {TRAINING}")
    world.types("ann", f"kudos @gus @fred {NIGHT}")
    world.types("ann", "kudos mine")
    return message(page, "Only you can see this message.")


def answer(page: Page, world: OnTeams) -> Locator:
    """What only who has thanked reads, with ten minutes to think better of it."""
    world.types("ann", f"kudos @bob {SNOW}")
    return message(page, "Thank you for thanking Bob Brown")


def letter(page: Page, world: OnTeams) -> Locator:
    """What only those who are thanked in private read."""
    asked = world.types("bob", "kudos").asks
    world.fills("bob", asked, to=["ann"], message=TRAINING, how="private")
    return message(page, "Only those who are thanked can read this.")


def form(page: Page, world: OnTeams) -> Locator:
    """A dialog that says what is wrong and keeps what was typed."""
    asked = world.types("ann", "kudos @eve").asks
    world.fills("ann", asked, message="for the sketches")
    return dialog(page, world, "Please write at least 20 characters.")


def week(page: Page, world: OnTeams) -> Locator:
    """What everybody reads on Friday afternoon."""
    page.get_by_role("treeitem", name="kudos").click()
    world.until("2026-11-27 16:00")
    return message(page, "This week we thanked each other")


def overview(page: Page, world: OnTeams) -> Locator:
    """What the community manager alone reads of the last thirty days."""
    page.get_by_role("treeitem", name="Personal Chat").click()
    world.types("ann", "cm kudos")
    return message(page, "The latest that everybody reads")


def digest(page: Page, world: OnTeams) -> Locator:
    """A week in figures, with a chart."""
    world.types("ann", "cm digest")
    shown = message(page, "Thanks given:")
    expect(shown.get_by_role("img").last).to_be_visible()
    return shown


def nudge(page: Page, world: OnTeams) -> Locator:
    """What somebody reads on Friday who has thanked nobody in the week."""
    world.until("2026-11-27 15:00")
    return message(page, "Who made your week a little better")


def reported(page: Page, world: OnTeams) -> Locator:
    """What the community manager reads of private thanks that were shown to them."""
    asked = world.types("carla", "kudos").asks
    values = {"to": ["bob"], "message": "for laughing as if nothing had happened, you clumsy thing"}
    world.fills("carla", asked, **values, how="private")
    sure = world.types("bob", "kudos report")
    [shown] = sure.read
    world.presses("bob", shown.buttons[0], shown)
    return message(page, "you clumsy thing")


def menu(page: Page, world: OnTeams) -> Locator:
    """What a community manager can write."""
    world.types("ann", "cm")
    return message(page, "For the community manager.")


def days_of_thanks(world: OnTeams) -> None:
    """From Monday to Thursday people thank each other, on one day more than on another."""
    given = [
        ("bob", f"@carla {WELDING}"),
        ("eve", f"@ann {TRAINING}"),
        ("gus", "@eve for the labels on every valve: now I find them in the dark, too"),
        ("carla", "@bob for asking the question that none of us dared to ask the supplier"),
        ("bob", "@fred for the drawing that the workshop understood at first sight"),
        ("fred", f"@bob {SNOW}"),
        ("carla", f"@gus @fred {NIGHT}"),
    ]
    for day, first, last in ((23, 0, 1), (24, 1, 4), (25, 4, 5), (26, 5, 7)):
        world.until(f"2026-11-{day} 10:00")
        for who, words in given[first:last]:
            world.types(who, f"kudos {words}")


def main() -> None:
    """Take them all; whatever is larger than a page should carry is a failure."""
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Path(folder), manager="gus") as world,
        running() as browser,
    ):
        world.begins()
        page = page_of(browser, world)
        keep(welcome(page, world), "welcome")
        keep(thanks(page, world), "thanks")
        keep(record(page, world), "record")
        keep(answer(page, world), "answer")
        keep(letter(page, world), "letter")
        keep(form(page, world), "form")
        page.get_by_role("button", name="Close").click()
        keep(week(page, world), "week")
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as world:
        days_of_thanks(world)
        with running() as browser:
            page = page_of(browser, world)
            keep(overview(page, world), "overview")
            keep(digest(page, world), "digest")
            keep(menu(page, world), "manager")
            keep(reported(page, world), "reported")
            keep(nudge(page, world), "nudge")
    second_thoughts.take()


if __name__ == "__main__":
    main()
