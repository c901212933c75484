"""A reply under an idea's card is seen by everybody there, and what is half typed stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from . import axe
from .company import opened
from .people import ANNA, BRUNO
from .window import Window

IDEA = "Publish the canteen menu every Monday for the whole week."


@pytest.fixture
def windows(browser: Browser) -> Iterator[tuple[Window, Window]]:
    """Those of Anna and Bruno, in a company where ideas have threads."""
    with opened(people=12, weeks=1, more=["ideas: {thread_comments: true}"]) as bot:
        two = tuple(Window(browser, bot.admin_port, one, room="#general") for one in (ANNA, BRUNO))
        yield two[0], two[1]
        for one in two:
            one.watch.assert_clean()
            one.close()


def test_a_reply_is_a_comment_and_a_draft_outlives_the_next(
    windows: tuple[Window, Window],
) -> None:
    anna, bruno = windows
    bruno.types(f"/idea {IDEA}")
    for one in (anna, bruno):
        one.goes_to("ideas")
    mine, hers = bruno.message("Publish the canteen menu"), anna.message("Publish the canteen menu")
    field = hers.get_by_role("textbox")
    field.fill("Con gli allergeni,")
    mine.get_by_role("textbox", name="Reply in the thread").fill("And the prices.")
    bruno.presses("Reply", on=mine)
    expect(mine.get_by_role("list", name="Replies")).to_contain_text("Bruno Villa")
    expect(mine).to_contain_text("1 comment")
    expect(mine.get_by_role("textbox")).to_have_value("")
    expect(hers).to_contain_text("And the prices.")
    expect(field).to_have_value("Con gli allergeni,")
    expect(field).to_be_focused()
    field.press_sequentially(" grazie")
    field.press("Enter")
    expect(mine).to_contain_text("Con gli allergeni, grazie")
    expect(mine).to_contain_text("2 comments")
    if axe.SCRIPT.is_file():
        assert axe.violations(bruno.page) == []
