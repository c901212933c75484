"""Takes the README's pictures from the playground: `make pictures`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from .belonging import (
    SKILLS,
    SMALL,
    TALL,
    a_coffee,
    a_first_day,
    how_people_belong,
    how_thanks_are_spread,
)
from .browser import running
from .company import opened
from .people import ANNA, BRUNO, MARCO
from .understanding import a_draft, a_model, themes, uncertain
from .week import PEOPLE, WEEKS, a_monday
from .week import SKILLS as OF_A_WEEK
from .window import PHONE, Window

FOLDER = Path(__file__).parents[2] / "docs/pictures"
# A README that takes seconds to load is read by nobody.
LARGEST = 300_000


def a_room(_window: Window) -> None:
    """What the company thanked each other for lately."""


def a_form_with_an_error(window: Window) -> None:
    """Somebody was too quick."""
    window.types("/kudos")
    window.form.adds("Whom do you thank?", "Anna Neri")
    window.form.fills("What did they do", "for the sketches")
    window.form.sends("Say thanks")
    window.form.says("What did they do", "Please write at least 20 characters.")


def home(window: Window) -> None:
    """What Piazza has for somebody."""
    window.goes_to("Home")
    expect(window.page.locator("#home article").first).to_be_visible()


def in_italian(window: Window) -> None:
    """The page and an answer in somebody's own language."""
    window.types("/kudos mine")
    window.private("I tuoi ringraziamenti.")


def a_message_to_many(window: Window) -> None:
    """What the community manager sees before something goes to everybody of a place."""
    window.speaks("English")
    window.types("/cm broadcast @milano The canteen opens at half past twelve today.")
    window.presses("Yes, send it", on=window.private("Nothing is sent yet."))
    window.private("in two minutes")


def a_post_every_week(window: Window) -> None:
    """What goes out by itself, and a post of the community manager's own among it."""
    window.speaks("Italiano")
    window.types('/cm post #general "ogni lunedì 09:00" Chi viene a pranzo insieme?')
    window.presses("Programmalo", on=window.private("Non è ancora programmato nulla."))
    window.private("Programmato.")
    window.types("/cm schedule")
    window.private("Invii programmati.")


def a_friday(window: Window) -> None:
    """The nudge that has just come, and behind the scenes who else was asked."""
    # Asked about a colleague on Wednesday, as every other week, he would not be on Friday.
    window.stops("Stop: The question about a colleague")
    window.goes_to("Piazza")
    window.moves_clock("Next Monday 10:00")
    window.moves_clock("Next Friday 15:00")
    window.shows_journal()
    expect(window.journal.locator(".deliveries li").first).to_contain_text("The Friday question")


def the_last_results(window: Window) -> None:
    """What the manager reads of the last round of the pulse, hidden teams among it."""
    window.speaks("English")
    window.types("/cm pulse results")
    picture = window.page.locator("img[alt*='Everybody:']").last
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    picture.scroll_into_view_if_needed()


def a_poll(window: Window) -> None:
    """Somebody asks a channel something."""
    window.goes_to("general")
    window.types("/poll Where do we eat on Friday? | Pizza | Sushi | The canteen")
    window.presses("Vote: The canteen", on=window.message("Where do we eat"))
    window.private("You have voted")


def something_alike(window: Window) -> None:
    """Somebody writes what a colleague has written before, in other words."""
    window.goes_to("ideas")
    window.types("/idea A roofed place to park bikes behind the building would be good.")
    window.private("Not posted yet")


def customers(window: Window) -> None:
    """What customers said lately, and who sees to it."""
    window.goes_to("customers")
    card = window.message("I’ll see to it")
    card.evaluate("one => one.scrollIntoView({block: 'end'})")


def customers_overview(window: Window) -> None:
    """What the community manager reads of customers' words."""
    window.goes_to("customers")
    window.types("/cm feedback")
    card = window.private("Le parole dei clienti")
    card.evaluate("one => one.scrollIntoView({block: 'start'})")


def the_queue(window: Window) -> None:
    """What the community manager finds of ideas on a Monday morning."""
    window.goes_to("ideas")
    window.types("/cm ideas")
    window.private("Idee")


def the_questions(window: Window) -> None:
    """What the pulse asks this week, once it is open."""
    window.moves_clock("Next Monday 10:00")
    window.types("/pulse")
    expect(window.form.place).to_be_visible()


def main() -> None:
    """Take them all; whatever is larger than a README should carry is a failure."""
    FOLDER.mkdir(exist_ok=True)
    with running() as browser, opened() as bot:

        def take(name: str, who: str, scene: Callable[[Window], None], **how: Any) -> None:
            window = Window(browser, bot.admin_port, who, **how)
            scene(window)
            _keep(window, FOLDER / f"{name}.png")

        take("kudos-light", BRUNO, a_room)
        take("kudos-dark", BRUNO, a_room, scheme="dark")
        take("phone", BRUNO, a_room, size=PHONE, scale=2)
        take("form", BRUNO, a_form_with_an_error)
        take("home", BRUNO, home)
        take("italian", ANNA, in_italian)
        take("broadcast", MARCO, a_message_to_many)
        take("schedule", MARCO, a_post_every_week, scheme="dark")
        take("fairness-light", MARCO, how_thanks_are_spread, size=TALL)
        take("fairness-dark", MARCO, how_thanks_are_spread, scheme="dark", size=TALL)
        take("friday", BRUNO, a_friday)  # the last: time does not go back
    with running() as browser, opened(more=["pulse:"]) as bot:
        take("pulse-results", MARCO, the_last_results)
        take("poll", BRUNO, a_poll)
        take("pulse-form", BRUNO, the_questions, scheme="dark")
    with running() as browser, opened(more=["ideas:"]) as bot:
        take("idea", BRUNO, something_alike)
        take("ideas-queue", MARCO, the_queue, scheme="dark")
    with running() as browser, opened(more=["feedback:"]) as bot:
        take("customers", BRUNO, customers)
        take("customers-overview", MARCO, customers_overview, scheme="dark")
    with (
        a_model() as model,
        running() as browser,
        opened(more=["ideas:", "feedback:"], environment=model) as bot,
    ):
        take("themes", MARCO, themes, scheme="dark")
        take("uncertain", MARCO, uncertain)
        take("draft", BRUNO, a_draft)
    with running() as browser, opened(people=PEOPLE, weeks=WEEKS, more=OF_A_WEEK) as bot:
        take("digest-light", MARCO, a_monday, size=PHONE, scale=2)
        take("digest-dark", MARCO, a_monday, size=PHONE, scale=2, scheme="dark")
    with running() as browser, opened(more=SKILLS) as bot:
        take("belonging-light", MARCO, how_people_belong)
        take("belonging-dark", MARCO, how_people_belong, scheme="dark")
        take("newcomer", MARCO, a_first_day, size=SMALL)
        take("coffee", BRUNO, a_coffee, size=SMALL)


def _keep(window: Window, file: Path) -> None:
    window.page.mouse.move(0, 0)
    if window.journal.is_visible():
        expect(window.journal.locator(".deliveries li").first).to_be_visible()
    window.stands_still()
    window.page.screenshot(path=file, animations="disabled")
    window.watch.assert_clean()
    window.close()
    size = file.stat().st_size
    assert size < LARGEST, f"{file.name} has {size} bytes"
    sys.stdout.write(f"{file.relative_to(FOLDER.parents[1])}\n")


if __name__ == "__main__":
    main()
