"""The list of rooms: whoever chooses from it is not disturbed by what others write."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Opens
from .people import ANNA, BRUNO


def test_a_click_is_not_lost_while_a_message_comes(window_of: Opens) -> None:
    bruno, anna = window_of(BRUNO), window_of(ANNA)
    room = anna.page.get_by_role("navigation").get_by_role("button", name="Piazza")
    room.hover()
    anna.page.mouse.down()
    bruno.types("/kudos ", "@Anna Neri", "#private for the drawings of the whole spring")
    bruno.private("Thank you for thanking @Anna Neri!")
    # What comes is there, and the list waits.
    expect(anna.page).to_have_title("Piazza – #kudos")
    anna.page.mouse.up()
    expect(anna.title).to_have_text("Piazza")
    anna.message("for the drawings of the whole spring")
