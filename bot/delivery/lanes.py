"""Lanes: what is done side by side, so that the slow does not hold up the quick."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

log = structlog.get_logger("piazza.engine")

# Seconds after which a lane with nothing to do looks again, while another is still busy.
LOOK_AGAIN = 0.25
# And after which one that has failed does.
AFTER_FAILURE = 5.0


async def side_by_side(
    lanes: Sequence[Callable[[], Awaitable[None]]], after_failure: float = AFTER_FAILURE
) -> None:
    """Empty every lane, and end when all are empty.

    One that has been emptied is looked after until the others are: a long one may take hours. So
    is one that has failed; the last error is raised when all are done.
    """
    busy, over = set(range(len(lanes))), asyncio.Event()
    failures: dict[int, Exception] = {}

    async def empty(number: int) -> None:
        while not over.is_set():
            busy.add(number)
            failures.pop(number, None)
            try:
                await lanes[number]()
            except Exception as error:
                log.exception("lane_failed")
                failures[number] = error
            finally:
                busy.discard(number)
                if not busy:
                    over.set()
            with suppress(TimeoutError):
                pause = after_failure if number in failures else LOOK_AGAIN
                await asyncio.wait_for(over.wait(), pause)

    # Whoever is told to stop ends when every lane has: what is under way in one is noted first.
    async with asyncio.TaskGroup() as group:
        for number in sorted(busy):
            group.create_task(empty(number))
    for error in failures.values():
        raise error
