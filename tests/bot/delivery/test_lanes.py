"""Lanes side by side: none waits for another, none is left lying, none fails another."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from bot.delivery.lanes import side_by_side


def test_what_comes_while_a_long_one_is_busy_does_not_wait_for_its_end() -> None:
    waiting, done = ["first"], list[str]()

    async def quick() -> None:
        while waiting:
            done.append(waiting.pop())

    async def long() -> None:
        while "second" not in done:
            if done == ["first"]:
                waiting[:] = ["second"]
            await asyncio.sleep(0)
        done.append("long")

    asyncio.run(asyncio.wait_for(side_by_side([quick, long]), 10))
    assert done == ["first", "second", "long"]


def test_one_that_fails_does_not_break_off_another() -> None:
    done = []

    async def fails() -> None:
        raise LookupError("broken")

    async def goes_on() -> None:
        await asyncio.sleep(0)
        done.append("all of it")

    with pytest.raises(LookupError, match="broken"):
        asyncio.run(side_by_side([fails, goes_on]))
    assert done == ["all of it"]


def test_one_that_fails_once_goes_on_while_another_is_busy() -> None:
    done = []

    async def both() -> None:
        again = asyncio.Event()

        async def fails_at_first() -> None:
            done.append("tried")
            if len(done) == 1:
                raise LookupError("broken")
            again.set()

        await side_by_side([fails_at_first, lambda: _until(again)], after_failure=0.01)

    asyncio.run(asyncio.wait_for(both(), 10))
    assert done[:2] == ["tried", "tried"]


def test_whoever_is_told_to_stop_ends_when_the_last_has() -> None:
    noted = list[str]()

    async def has_something_under_way() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            noted.append("it")

    async def is_empty() -> None:
        """There is nothing to do."""

    async def stopped() -> list[str]:
        both = asyncio.create_task(side_by_side([has_something_under_way, is_empty]))
        await asyncio.sleep(0)
        both.cancel()
        with suppress(asyncio.CancelledError):
            await both
        return list(noted)

    assert asyncio.run(stopped()) == ["it"]


async def _until(event: asyncio.Event) -> None:
    await event.wait()
