"""Bombs are eaten in little time and little room, and lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import Pipe

import pytest

from tests import apart
from tests.bot.outside.bombs import bombs
from tests.bot.outside.canary import Canary, canary
from tests.bot.outside.conftest import World
from tests.bot.outside.eater import GOOD, Eaten, eat
from tests.bot.outside.site import page

MEGABYTES, SECONDS = 64, 5
NAMES = sorted(bombs(lambda _seconds: True, 1))


@pytest.fixture(scope="module")
def bird() -> Iterator[Canary]:
    with canary() as found:
        yield found


def eaten(world: World, name: str) -> Eaten:
    """What a process says that has so many seconds, from when it has eaten something good."""
    hears, says = Pipe(duplex=False)
    seconds = 0.5 if name == "dripping" else SECONDS
    of = (world.site.port, world.authority.believed, name, seconds, says)
    process = apart.context().Process(target=eat, args=of)
    process.start()
    says.close()
    try:
        assert hears.recv() == "ready"
        assert hears.poll(SECONDS), f"{name} was not eaten in {SECONDS} seconds"
        found: Eaten = hears.recv()
    finally:
        process.kill()
        process.join()
        hears.close()
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_bomb_takes_little_time_and_room_and_leads_nowhere(
    world: World, bird: Canary, name: str
) -> None:
    for kind, feed in GOOD.items():
        world.site.pages[f"/{kind}"] = page(feed.encode())
    made, told = bombs(world.site.over.wait, bird.port)[name]
    world.site.pages[f"/{name.replace(' ', '-')}"] = made()
    found = eaten(world, name)
    assert (found.told, found.met) == (told, [])
    assert found.grown < MEGABYTES
    assert bird.came == []
