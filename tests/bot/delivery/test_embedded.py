"""The engine in one process: what is kicked is drained, once at a time, and nothing is left."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from bot.delivery.embedded import EmbeddedEngine


def test_a_kick_while_it_drains_drains_once_more() -> None:
    drained: list[str] = []
    engine: EmbeddedEngine

    async def drain(queue: str) -> None:
        if not drained:
            engine.kick(queue)
            engine.kick(queue)
        drained.append(queue)

    async def story() -> None:
        nonlocal engine
        engine = EmbeddedEngine(drain)
        engine.kick("test:T1")
        await engine.idle()

    asyncio.run(story())
    assert drained == ["test:T1", "test:T1"]


def test_two_queues_do_not_wait_for_each_other() -> None:
    async def story() -> None:
        other = asyncio.Event()

        async def drain(queue: str) -> None:
            if queue == "test:T1":
                await other.wait()
            other.set()

        engine = EmbeddedEngine(drain)
        engine.kick("test:T1")
        engine.kick("test:T2")
        await asyncio.wait_for(engine.idle(), 10)

    asyncio.run(story())


def test_a_drain_that_failed_is_said_and_can_be_kicked_again() -> None:
    tries: list[str] = []

    async def drain(queue: str) -> None:
        tries.append(queue)
        if len(tries) == 1:
            raise LookupError("broken")

    async def story() -> None:
        engine = EmbeddedEngine(drain)
        for _ in range(2):
            engine.kick("test:T1")
            await engine.idle()

    with capture_logs() as logged:
        asyncio.run(story())
    assert (tries, [line["event"] for line in logged]) == (["test:T1"] * 2, ["drain_failed"])
