"""Pictures of what brings people together: a coffee, a first day, and how all of it stands."""

from __future__ import annotations

from playwright.sync_api import Locator, ViewportSize, expect

from .window import Window

SKILLS = ("pulse:", "coffee: {every: 1}", "belonging:")
# In the README two stand side by side; narrower windows keep their words readable there.
SMALL: ViewportSize = {"width": 1000, "height": 640}
# A card that says much, as a whole.
TALL: ViewportSize = {"width": 1000, "height": 1400}


def a_first_day(window: Window) -> None:
    """What who started last has read on their first morning."""
    _settles(window)
    _in_english(window)
    window.types("/cm newcomers")
    rows = window.private("Who is new").locator("dt")
    newcomer = rows.first.inner_text().rpartition(",")[0]
    window.becomes(newcomer)
    window.goes_to("Piazza")
    _to_the_top(window.message("Welcome,"))


def how_people_belong(window: Window) -> None:
    """The index with its chart."""
    _settles(window)
    _in_english(window)
    window.types("/cm belonging")
    card = window.private("Belonging stands at")
    picture = card.get_by_role("img", name="How people belong")
    expect(picture).to_have_js_property("complete", value=True)
    _to_the_top(card)


def how_thanks_are_spread(window: Window) -> None:
    """The figures with their doubt, and units of which some are hidden."""
    _settles(window)
    window.types("/cm kudos fairness")
    card = window.private("Come si distribuiscono i grazie")
    picture = card.get_by_role("img", name="Tabella di quanti")
    expect(picture).to_have_js_property("complete", value=True)
    _to_the_top(card)


def a_coffee(window: Window) -> None:
    """With whom somebody is brought together on Monday morning."""
    _settles(window)
    window.types("/coffee join")
    window.private("You take part.")
    window.moves_clock("Next Monday 10:00")
    _to_the_top(window.message("Coffee with"))


def _settles(window: Window) -> None:
    """Be where only Piazza writes, with nothing beside it."""
    if window.journal.is_visible():
        window.hides_journal()
    window.goes_to("Piazza")


def _in_english(window: Window) -> None:
    """Choose it and wait until the bot knows, so that the next answer is in it."""
    english = window.page.locator("#languages").get_by_role("button", name="English")
    if english.get_attribute("aria-pressed") == "true":
        return
    with window.page.expect_response(lambda one: one.request.method == "POST"):
        english.click()


def _to_the_top(message: Locator) -> None:
    message.evaluate("one => one.scrollIntoView({block: 'start'})")
