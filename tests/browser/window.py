"""A window: one browser page as one person of the sample company, and what they do there."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from .form import Dialog
from .watching import Watch
from .wire import Wire

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Seconds are long on a machine that runs the bot, the browser and other tests on one core.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)

Scheme = Literal["light", "dark"]


class Window:
    """One page in a browser's context of its own, with no memory of others.

    `who` is a member's id, `room` a channel, `scale` the screen's pixels for one of the page's.
    `wire` is there when the story asks for a connection it can cut.
    """

    def __init__(
        self,
        browser: Browser,
        port: int,
        who: str,
        *,
        room: str = "#kudos",
        size: ViewportSize = DESKTOP,
        scheme: Scheme = "light",
        cuttable: bool = False,
        scale: float = 1,
    ) -> None:
        address = f"http://127.0.0.1:{port}/playground/"
        self._context = browser.new_context(
            viewport=size, color_scheme=scheme, device_scale_factor=scale, locale="en-GB"
        )
        self._context.set_default_timeout(PATIENCE)
        self.watch = Watch(self._context, address)
        self.page: Page = self._context.new_page()
        if cuttable:
            self.wire = Wire(self.page)
        self.page.goto(f"{address}#{urlencode({'as': who, 'room': room})}")
        expect(self.title).to_have_text(room)
        self.is_settled()

    def close(self) -> None:
        """End the window and forget all it kept."""
        self._context.close()

    # ---- Where one is ----

    @property
    def log(self) -> Locator:
        """The messages of the room that is shown."""
        return self.page.locator("#log")

    @property
    def composer(self) -> Locator:
        """Where one writes."""
        return self.page.locator("#composer-text")

    @property
    def title(self) -> Locator:
        """The name of what is shown."""
        return self.page.get_by_role("heading", level=1)

    def goes_to(self, room: str) -> None:
        """Open a room, such as "kudos", by its name at the side."""
        name = re.compile(rf"^{re.escape(room)}\b")
        self.page.get_by_role("navigation").get_by_role("button", name=name).click()
        expect(self.title).to_have_text(re.compile(rf"^#?{re.escape(room)}$"))
        self.is_settled()

    def becomes(self, name: str) -> None:
        """Choose whose eyes to see with."""
        self.page.locator("#acting").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("combobox").fill(name)
        dialog.get_by_role("option").filter(has_text=name).first.click()
        expect(dialog).to_be_hidden()
        expect(self.page.locator("#acting")).to_contain_text(name)
        self.is_settled()

    def is_settled(self) -> None:
        """Wait until what is shown has come."""
        expect(self.page.locator("#app")).to_be_visible()
        if self.page.locator("#room").is_visible():
            expect(self.log).to_have_attribute("aria-busy", "false")

    # ---- What one does ----

    def writes(self, *parts: str) -> None:
        """Write without sending; a part that begins with @ is a person, chosen by that name."""
        self.composer.focus()
        for part in parts:
            self.page.keyboard.type(part)
            if part.startswith("@"):
                self.suggestion(part[1:]).click()

    def types(self, *parts: str) -> None:
        """Write, as `writes` does, and send."""
        self.writes(*parts)
        self.composer.press("Enter")

    @property
    def suggestions(self) -> Locator:
        """Everything that is offered while one writes."""
        return self.page.locator("#suggestions").get_by_role("option")

    def suggestion(self, words: str) -> Locator:
        """What is offered with these words, the best first."""
        return self.suggestions.filter(has_text=words).first

    def presses(self, label: str, on: Locator | None = None) -> None:
        """Press a button, of a message when one is named."""
        place = on or self.page
        place.get_by_role("button", name=label, exact=True).last.click()

    def stops(self, label: str) -> None:
        """Press one of the buttons of their settings that stop a question."""
        self.types("/piazza settings")
        answers = self.log.locator("article[data-private]")
        expect(answers).to_have_count(1)
        self.presses(label, on=answers.first)
        expect(answers).to_have_count(2)

    def chooses(self, choice: str, menu: str, on: Locator) -> None:
        """Choose from a message's menu."""
        on.hover()
        on.get_by_role("button", name=menu, exact=True).click()
        self.page.get_by_role("menuitem", name=choice, exact=True).click()

    def reacts(self, name: str, on: Locator) -> None:
        """Choose a reaction to a message, by the drawing it has on every page."""
        on.hover()
        on.locator('[data-key="react"]').click()
        self.page.get_by_role("menuitem").filter(
            has=self.page.locator(f'[href$="#mark-{name}"]')
        ).click()

    def moves_clock(self, choice: str) -> None:
        """Let the company's time pass, and wait until all that is due has happened."""
        self.clock.click()
        self.page.get_by_role("menuitem", name=choice).click()
        expect(self.clock).not_to_have_attribute("aria-busy", "true")

    def speaks(self, language: str) -> None:
        """Choose the language of whoever acts, by its own name."""
        self.page.locator("#languages").get_by_role("button", name=language).click()

    def shows_journal(self) -> None:
        """Open what happens behind the scenes, where it is not open."""
        if not self.journal.is_visible():
            self.page.locator("#toggle-journal").click()
        expect(self.journal.locator("[data-schedule]").first).to_be_visible()

    def hides_journal(self) -> None:
        """Close it again."""
        self.page.locator("#close-journal").click()
        expect(self.journal).to_be_hidden()

    def shows_rooms(self) -> None:
        """Open the rooms at the side, where they are not open."""
        if self.page.locator("#open-sidebar").is_visible():
            self.page.locator("#open-sidebar").click()
        expect(self.page.locator("#acting")).to_be_in_viewport(ratio=0.99)

    def sees_it(self, scheme: Scheme) -> None:
        """Change the system's colours, and wait until the page has followed."""
        self.page.emulate_media(color_scheme=scheme)
        self.stands_still()

    def stands_still(self) -> None:
        """Wait until nothing on the page moves or fades any more."""
        self.page.evaluate(
            """() => Promise.allSettled(document.getAnimations()
                .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
                .map((one) => one.finished))"""
        )

    # ---- What one reads ----

    @property
    def journal(self) -> Locator:
        """What happens behind the scenes."""
        return self.page.locator("#journal")

    def schedule(self, key: str) -> Locator:
        """What the journal says of a schedule, such as "kudos.gratitude"."""
        return self.journal.locator(f'[data-schedule="{key}"]')

    @property
    def clock(self) -> Locator:
        """The company's clock."""
        return self.page.locator("#clock")

    def message(self, words: str) -> Locator:
        """The newest message with these words, once it is there."""
        found = self.messages(words).last
        expect(found).to_be_visible()
        return found

    def messages(self, words: str) -> Locator:
        """Every message with these words."""
        return self.log.locator("article[data-message]").filter(has_text=words)

    def private(self, words: str) -> Locator:
        """The newest answer with these words that only this person sees, once it is there."""
        found = self.log.locator("article[data-private]").filter(has_text=words).last
        expect(found).to_be_visible()
        return found

    @property
    def form(self) -> Dialog:
        """The form that is open."""
        return Dialog(self.page)
