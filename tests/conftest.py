"""What all tests share: every story is told on both databases."""

from __future__ import annotations

import gc
import logging
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from zlib import crc32

import pytest
import structlog
from sqlalchemy import Engine, create_engine
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from bot.runtime import logs
from bot.store.sqlite import Dialect

BROWSER = "tests/browser/"
LONG = (BROWSER, "tests/e2e/", "tests/parity/", "tests/test_")
# Of the stories told on both databases, every so many of a folder are told on PostgreSQL each time.
SERVER = re.compile(r"[\[-](postgresql|server)\b")
TWINS = {
    # Hour after hour of whole weeks: what they show is when, and no database has a say in that.
    "tests/skills/pulse/test_days_off": 24,
    "tests/skills/belonging/": 24,
    "tests/skills/ideas/test_merging": 99,
    "tests/bot/runtime/": 20,
    "tests/skills/": 30,
    "tests/matrix/": 20,
    "tests/handlers/": 20,
    "tests/e2e/test_cli_": 12,
    "tests/e2e/test_kills": 99,
    "tests/e2e/test_repeats": 4,
    "tests/e2e/test_sealed_round": 4,
    "tests/bot/insight/": 12,
    "tests/bot/store/test_moving": 3,
    "tests/attacks/": 12,
    "tests/bot/delivery/": 6,
    "tests/bot/directory/": 6,
    "tests/test_every_skill": 3,
}
# Of stories told of many cases alike, every so many are told each time.
CASES = {
    "tests/test_promises.py::test_what_is_broken": 4,
    "tests/bot/store/test_moving.py::test_a_move_that_is_killed": 3,
    "tests/skills/pulse/test_days_off.py::test_everybody_is_invited": 3,
    "tests/skills/pulse/test_days_off.py::test_opened_by_hand_for_eight_days": 2,
    "tests/skills/celebrations/test_wishes.py::test_for_a_birthday_after_the_weekend": 4,
    "tests/skills/feedback/test_summaries.py::test_what_the_model_made_up": 4,
    "tests/skills/cm/test_theme_names.py::test_what_is_no_name_of_it": 4,
    "tests/bot/insight/oracle/test_injections.py::test_nothing_comes_of": 4,
    "tests/bot/outside/test_bombs.py::test_a_bomb_takes": 3,
    "tests/attacks/test_leaks.py::test_a_planted_leak": 3,
    "tests/e2e/test_cli_take_over.py::test_as_excel": 4,
    "tests/e2e/test_cli_take_over.py::test_a_wrong_line": 3,
    "tests/e2e/test_local_slack.py::": 2,
    "tests/e2e/test_told_to_wait.py::": 2,
    "tests/e2e/test_cli_run.py::test_the_address": 2,
    "tests/e2e/test_reload.py::test_it_ends_with_all": 3,
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


def _compile_once() -> None:
    """Let all files share what SQLAlchemy has made of the code's queries: that takes much time.

    Each test opens files of its own, and what it asks is what others have asked before it.
    """
    first = create_engine("sqlite+piazza://", query_cache_size=10_000)
    first.connect().close()

    def share(_kind: type[Dialect], engine: Engine) -> None:
        engine._compiled_cache = first._compiled_cache
        engine.dialect = engine.pool._dialect = first.dialect

    Dialect.engine_created = classmethod(share)  # type: ignore[assignment]


_compile_once()

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

    What is said hardly depends on the database, and one case in many shows what is wrong with all:
    of such stories some are told each time, and all of them in the long runs.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    told = Counter[str]()
    for item in items:
        story = item.nodeid.partition("[")[0]
        if SERVER.search(item.nodeid) and crc32(item.nodeid.encode()) % _share(TWINS, story):
            item.add_marker(pytest.mark.soak)
            continue
        if (told[story] + crc32(story.encode())) % _share(CASES, story):
            item.add_marker(pytest.mark.soak)
        told[story] += 1


def _share(shares: Mapping[str, int], story: str) -> int:
    return next((each for start, each in shares.items() if story.startswith(start)), 1)
