"""A Teams that takes whatever a bot says, as a program; no check costs anybody anything."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tests.bench.serving import serve


async def _take(_: web.Request) -> web.Response:
    return web.json_response({"id": "1"})


if __name__ == "__main__":
    asyncio.run(serve([web.post("/v3/{tail:.*}", _take)]))
