"""Who tries a skill that fails reads behind the scenes what the exception says."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest
from playwright.sync_api import Browser, expect

from bot import Skill
from skills import ideas
from tests.handlers.playground import broken
from tests.handlers.playground.world import PATIENCE, World

from .window import Window


@contextmanager
def served(folder: Path, more: Skill = broken.skill) -> Iterator[int]:
    """A world beside a browser, whose own event loop runs in this thread; the port."""
    ending, ports = threading.Event(), Queue[int]()

    def serve() -> None:
        with World(folder, more=[more]) as world:
            ports.put(world.host.admin_port)
            world.run(asyncio.to_thread(ending.wait))

    with ThreadPoolExecutor() as pool:
        serving = pool.submit(serve)
        try:
            yield ports.get(timeout=PATIENCE)
        finally:
            ending.set()
        serving.result()


def test_what_failed_is_shown_with_the_reference_that_was_told(
    browser: Browser, tmp_path: Path
) -> None:
    with served(tmp_path) as port:
        window = Window(browser, port, "U2", room="#general")
        window.shows_journal()
        faults = window.journal.locator(".faults li")
        expect(faults).to_have_count(0)
        window.types("/broken")
        reference = window.private("quote").inner_text().partition("quote ")[2][:8]
        expect(faults).to_have_count(1)
        for words in ("broken.broken", reference, "mean requires at least", "__init__.py:"):
            expect(faults).to_contain_text(words)
        window.watch.assert_clean()
        window.close()


@pytest.mark.soak
def test_a_friday_visited_before_is_shown_as_done(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as port:
        window = Window(browser, port, "U2", room="#general")
        window.shows_journal()
        window.moves_clock("Next Friday 15:00")
        window.moves_clock("Now")
        expect(window.schedule("kudos.gratitude")).to_contain_text("Already done up to Friday ")
        window.watch.assert_clean()
        window.close()


def test_what_is_too_long_is_never_called_long_enough(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, ideas.skill) as port:
        window = Window(browser, port, "U2", room="#general")
        window.types("/idea")
        window.form.fills("What could be better", "x" * 4234)
        expect(window.form.place).to_contain_text("1,234 characters too many")
        expect(window.form.place).not_to_contain_text("Long enough")
        window.form.sends("Cancel")
        window.composer.fill("x" * 9000)
        window.composer.press("Enter")
        expect(window.page.get_by_text("Too long by 5,000 characters.")).to_be_visible()
        window.watch.assert_clean()
        window.close()
