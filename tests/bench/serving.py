"""Serving routes until one is asked to end, as the floors do."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable

from aiohttp import web


async def serve(routes: Iterable[web.RouteDef]) -> None:
    """Listen on a free port of this machine, which is printed."""
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    print(runner.addresses[0][1], flush=True)
    await stopping.wait()
    await runner.cleanup()
