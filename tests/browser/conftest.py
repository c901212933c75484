"""What the stories in a browser share: one browser, one playground, windows for its people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.e2e.running import Bot

from .browser import find_browser, running
from .company import opened
from .window import DESKTOP, Window

# The stories of one day must not run out of thanks, whatever those of the sample gave today.
MANY = 50


class Opens(Protocol):
    """Opens a window as somebody, by their id."""

    def __call__(
        self,
        who: str,
        *,
        room: str = "#kudos",
        size: ViewportSize = DESKTOP,
        cuttable: bool = False,
    ) -> Window: ...


# Its event loop must be gone before another package's tests run loops of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; where it is missing the stories are skipped, and fail with CI=true."""
    if find_browser() is None and os.environ.get("CI") != "true":
        pytest.skip("Chromium is not installed: run `make chromium`")
    with running() as one:
        yield one


@pytest.fixture(scope="package")
def company(browser: Browser) -> Iterator[Bot]:
    """The real program with no credentials: the playground of the sample company."""
    with opened(allowance=MANY, people=60, weeks=6) as bot:
        yield bot


@pytest.fixture
def window_of(browser: Browser, company: Bot) -> Iterator[Opens]:
    """Opens a window as somebody; at the end every window must have been quiet."""
    windows: list[Window] = []

    def opens(who: str, **how: Any) -> Window:
        windows.append(Window(browser, company.admin_port, who, **how))
        return windows[-1]

    yield opens
    with ExitStack() as ending:
        for one in windows:
            ending.callback(one.close)
            ending.callback(one.watch.assert_clean)
