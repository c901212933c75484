"""Hooks on the public side: what other programs send, signed as Standard Webhooks says."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from aiohttp import web
from pydantic import SecretStr

from bot.doors import Door
from bot.runtime import hooks, signing
from bot.runtime.app import App
from bot.runtime.hooks import Unfit
from bot.store.errors import Busy

log = structlog.get_logger("piazza.hooks")

LARGEST_BODY = 256 * 1024
# What is not for sure told of is sent again.
LATER = {"Retry-After": "10"}


def routes(app: App, secrets: Mapping[str, SecretStr]) -> list[web.RouteDef]:
    """Where programs call; each has a secret, or two while it is renewed."""

    async def hook(request: web.Request) -> web.Response:
        source = signing.variable(request.match_info["source"])
        door = app.house.router.hooks.get(request.match_info["kind"])
        known = secrets.get(source)
        if door is None or known is None or not app.house.open(door):
            raise web.HTTPNotFound
        body = await _body(request)
        id_, at, signatures = (_header(request, name) for name in signing.HEADERS)
        now = app.clock()
        if not signing.genuine(known.get_secret_value(), id_, at, signatures, body, now):
            return web.Response(
                status=401, text="the signature, its time or a header is not right\n"
            )
        return await _taken(app, door, source, id_, body)

    return [web.post("/hooks/{kind:[a-z0-9_]+}/{source:[A-Za-z0-9_-]{1,32}}", hook)]


async def _body(request: web.Request) -> bytes:
    """What was sent; an answer to the request where that is too much."""
    if (request.content_length or 0) <= LARGEST_BODY:
        body = await request.read()
        if len(body) <= LARGEST_BODY:
            return body
    raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, text="at most 256 KiB are taken\n")


def _header(request: web.Request, name: str) -> str:
    """What a header says; nothing where it is there twice, for then nobody knows which counts."""
    found = request.headers.getall(name, [])
    return found[0] if len(found) == 1 else ""


async def _taken(app: App, door: Door, source: str, id_: str, body: bytes) -> web.Response:
    if not app.workspaces:
        return web.Response(status=503, headers=LATER)
    try:
        new = await hooks.take(app, door, source, id_, hooks.read(body))
    except Unfit as unfit:
        return web.Response(status=400, text=f"{unfit}\n")
    except Busy:
        return web.Response(status=503, headers=LATER)
    except Exception as error:
        log.exception("hook_failed", kind=door.name, source=source)
        app.on_failure(f"hook {door.name}", error)
        return web.Response(status=500)
    return web.Response(status=202 if new else 200)
