"""Processes that begin with Piazza loaded, and with nothing that a test did before."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

LOADED = [
    *("bot.testing", "tests.test_promises", "tests.bot.delivery.planners"),
    "tests.bot.outside.eater",
]


def context() -> ForkServerContext:
    """What starts them."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(LOADED)
    return found
