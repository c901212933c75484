"""What all tests share: every story is told on both databases."""

from __future__ import annotations

import gc
import logging
import os
import re
import shutil
import tempfile
from pathlib import Path
from zlib import crc32

import pytest
import structlog
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from bot.runtime import logs

BROWSER = "tests/browser/"
LONG = (BROWSER, "tests/e2e/", "tests/parity/", "tests/test_")
# Of the stories told on both databases, every so many of a folder are told on PostgreSQL each time.
SERVER = re.compile(r"\[(postgresql|server)\b")
TWINS = {
    # Hour after hour of whole weeks: what they show is when, and no database has a say in that.
    "tests/skills/pulse/test_days_off": 24,
    "tests/bot/runtime/": 15,
    "tests/skills/": 15,
    "tests/handlers/": 15,
    "tests/e2e/test_cli_": 10,
    "tests/bot/insight/": 10,
    "tests/attacks/": 4,
    "tests/bot/delivery/": 6,
    "tests/bot/directory/": 6,
}

# Nothing here outlives the run, so nothing has to reach a disk, where memory has enough room.
IN_MEMORY, ROOM = Path("/dev/shm"), 4 << 30


def _store_in_memory() -> None:
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK):
        return
    # Some tests make programs and run them.
    runs = not os.statvfs(IN_MEMORY).f_flag & os.ST_NOEXEC
    if runs and shutil.disk_usage(IN_MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)


_store_in_memory()

# What a test leaves behind is swept up less often: that takes a sixth of all time.
gc.set_threshold(50_000, 50, 100)

pytest_plugins = ["tests.conftest_pg"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """An empty database of each kind; None lets a team make a file of its own."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(autouse=True)
def _plain_tracebacks() -> None:
    """Log everything, shortly."""
    structlog.configure(
        processors=logs.BRIEF,
        # A team that was made before any test would have left out what is not wrong.
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
    )


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """One process tells all the stories of a file, and one those in the browser.

    What they share, such as a company filled with half a year, is then made once. (The groups of
    pytest-xdist itself do nothing with pytest 9.2: pytest-xdist issue 1386.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Hand out files, not tests."""
    return Together(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the stories that take longest, so that none of them is the last to end.

    What is said hardly depends on the database: of such stories some are told on PostgreSQL too,
    and all of them in the long runs.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    for item in items:
        share = next((n for folder, n in TWINS.items() if item.nodeid.startswith(folder)), 1)
        if SERVER.search(item.nodeid) and crc32(item.nodeid.encode()) % share:
            item.add_marker(pytest.mark.soak)
