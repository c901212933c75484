"""The next ones are taken before the last are gone, and what is not sent is not kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from bot.delivery.sorter import Taken
from bot.delivery.supply import FEW, Supply


class Shelf:
    """Gives its piles one after the other; `given` is how many."""

    def __init__(self, *piles: Sequence[int]) -> None:
        self._piles = list(piles)
        self.given = 0

    async def take(self) -> Any:
        self.given += 1
        return self._piles.pop(0) if self._piles else None


async def some_of(supply: Supply, count: int) -> list[int]:
    found = []
    for _ in range(count):
        found.append(cast(int, await supply.first()))
        supply.gone()
    return found


async def all_of(supply: Supply) -> list[int]:
    found = []
    while (one := await supply.first()) is not None:
        supply.gone()
        found.append(cast(int, one))
    return found


def test_everything_is_given_in_order_also_after_a_pile_of_which_nothing_held() -> None:
    shelf = Shelf(range(50), [], range(50, 53), range(53, 90))
    assert asyncio.run(all_of(Supply(shelf.take))) == list(range(90))


def test_what_comes_while_the_last_ones_leave_is_found_too() -> None:
    shelf = Shelf(range(30))

    async def story() -> list[int]:
        supply = Supply(shelf.take)
        first = await some_of(supply, 30)
        await asyncio.sleep(0)
        # It has looked before there was more.
        assert shelf.given == 2
        shelf._piles.append(range(30, 33))
        return first + await all_of(supply)

    assert asyncio.run(story()) == list(range(33))


def test_the_next_ones_are_taken_once_half_have_gone() -> None:
    shelf = Shelf(range(4 * FEW), range(4))

    async def story() -> None:
        supply = Supply(shelf.take)
        await some_of(supply, 2 * FEW)
        assert shelf.given == 1
        await supply.first()
        await asyncio.sleep(0)
        assert shelf.given == 2

    asyncio.run(story())


def test_whoever_stops_gets_back_all_that_was_taken() -> None:
    shelf = Shelf(range(4 * FEW), range(100, 104))

    async def story() -> Sequence[Taken]:
        supply = Supply(shelf.take)
        await some_of(supply, 2 * FEW)
        await supply.first()
        return await supply.left()

    left = cast(Sequence[int], asyncio.run(story()))
    assert left == [*range(2 * FEW, 4 * FEW), *range(100, 104)]


def test_whoever_is_broken_off_while_more_is_taken_gets_that_too() -> None:
    """What was taken is on lease: it would wait for that to end."""
    arriving = asyncio.Event()

    async def take() -> Any:
        await arriving.wait()
        return [1, 2]

    async def story() -> Sequence[Taken]:
        supply = Supply(take)
        waiting = asyncio.create_task(supply.first())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()
        arriving.set()
        return await supply.left()

    assert cast(Sequence[int], asyncio.run(story())) == [1, 2]
