"""The pages a monitor reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.runtime import metrics

# A part that is paused is told of, and keeps nobody from the others.
READY = ("ok", "paused")


async def healthz(_request: web.Request) -> web.Response:
    """Say that the process answers, and nothing else: everybody may ask."""
    return web.Response(text="ok")


def inner(state: Callable[[], Awaitable[Mapping[str, str]]]) -> list[web.RouteDef]:
    """The routes of the operator's side."""

    async def readyz(_request: web.Request) -> web.Response:
        parts = dict(await state())
        ready = all(said.partition(":")[0] in READY for said in parts.values())
        return web.json_response(parts, status=200 if ready else 503)

    return [web.get("/readyz", readyz), web.get("/metrics", _metrics)]


async def _metrics(_request: web.Request) -> web.Response:
    return web.Response(body=metrics.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})
