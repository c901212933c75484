"""The company's clock is moved, and what is due happens: told to whom, and why or why not."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Opens
from .people import ANNA, BRUNO

NUDGE = "Who made your week a little better, Bruno Villa?"
SPINTA = "Chi ha reso un po’ migliore la tua settimana"


def test_on_friday_those_who_thanked_nobody_are_nudged_and_the_journal_says_why(
    window_of: Opens,
) -> None:
    bruno, anna = window_of(BRUNO), window_of(ANNA)
    # A whole new week, in which nobody has thanked anybody yet, whatever day it is today.
    bruno.moves_clock("Next Friday 15:00")
    bruno.moves_clock("Next Monday 10:00")
    # Asked about a colleague on Wednesday, as every other week, they would not be on Friday.
    bruno.stops("Stop: The question about a colleague")
    anna.stops("Disattiva: La domanda su un collega")
    for window, day in ((bruno, "Monday"), (anna, "lunedì")):
        expect(window.clock).to_have_accessible_name(re.compile(rf"{day}.* 10:00", re.IGNORECASE))
    bruno.goes_to("Piazza")
    anna.goes_to("Piazza")
    before = bruno.messages(NUDGE).count(), anna.messages(SPINTA).count()
    anna.types("/kudos ", "@Bruno Villa", "perché risponde sempre prima di pranzo")
    anna.private("Grazie per aver ringraziato @Bruno Villa!")

    bruno.shows_journal()
    anna.shows_journal()
    expect(bruno.schedule("kudos.gratitude")).to_contain_text("You would be asked.")
    expect(anna.schedule("kudos.gratitude")).to_contain_text("Tu no:")

    bruno.moves_clock("Next Friday 15:00")
    expect(bruno.clock).to_have_accessible_name(re.compile("Friday.* 15:00"))
    expect(bruno.messages(NUDGE)).to_have_count(before[0] + 1)
    told = bruno.journal.locator(".deliveries li").filter(has_text="Bruno Villa").first
    expect(told).to_contain_text("The Friday question")
    expect(told).to_have_attribute("data-state", "sent")
    expect(anna.schedule("kudos.gratitude")).to_contain_text("Lo riceveresti anche tu.")
    assert anna.messages(SPINTA).count() == before[1]

    bruno.presses("Thank somebody", on=bruno.message(NUDGE))
    expect(bruno.form.field("Whom do you thank?")).to_be_visible()
    bruno.form.sends("Cancel")
    # What was today before the clock moved is not called so any more.
    expect(bruno.log.get_by_role("separator", name="Today")).to_have_count(1)
    expect(bruno.log.get_by_role("separator").last).to_have_accessible_name("Today")


@pytest.mark.soak
def test_an_hour_passes_in_every_window(window_of: Opens) -> None:
    bruno, anna = window_of(BRUNO), window_of(ANNA)
    before = anna.clock.inner_text()
    bruno.moves_clock("+1 hour")
    expect(anna.clock).not_to_have_text(before)
    expect(anna.clock).to_have_class(re.compile(r"\bahead\b"))
