"""What all tests share: every story is told on both databases."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import structlog

from bot.runtime import logs

BROWSER = Path(__file__).parent / "browser"

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process tell all the stories of a file, and one those in the browser.

    What they share, such as a company filled with half a year, is then made once.
    """
    for item in items:
        told = BROWSER if BROWSER in item.path.parents else item.path
        item.add_marker(pytest.mark.xdist_group(str(told)))
