"""Lanes: what is done side by side, so that the slow does not hold up the quick."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

# Seconds after which a lane with nothing to do looks again, while another is still busy.
LOOK_AGAIN = 0.25


async def side_by_side(lanes: Sequence[Callable[[], Awaitable[None]]]) -> None:
    """Empty every lane, and end when all are empty.

    One that has been emptied is looked after until the others are: a long one may take hours. One
    that fails ends by itself, and its error is raised when the others are empty.
    """
    busy, over = set(range(len(lanes))), asyncio.Event()

    async def empty(number: int) -> None:
        while not over.is_set():
            busy.add(number)
            try:
                await lanes[number]()
            finally:
                busy.discard(number)
                if not busy:
                    over.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), LOOK_AGAIN)

    ends = await asyncio.gather(*map(empty, sorted(busy)), return_exceptions=True)
    for error in ends:
        if error is not None:
            raise error
