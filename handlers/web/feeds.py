"""Feeds for programs on the operator's side, which are told when nothing is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256

import structlog
from aiohttp import ETag, web

from bot.runtime import feeds
from bot.runtime.app import App
from bot.runtime.feeds import Feed
from bot.store.errors import Busy

log = structlog.get_logger("piazza.feeds")

SHAPES: Mapping[str, tuple[str, Callable[[Feed], str]]] = {
    "atom": ("application/atom+xml", feeds.atom),
    "json": ("application/feed+json", feeds.json_feed),
}
# So many seconds nobody need ask again.
FRESH = {"Cache-Control": "private, max-age=300"}


def routes(app: App) -> list[web.RouteDef]:
    """Where the feeds of all skills are."""

    async def feed(request: web.Request) -> web.Response:
        found = await _gathered(app, request.match_info["kind"])
        kind, worded = SHAPES[request.match_info["shape"]]
        body = worded(found).encode()
        tag = ETag(sha256(body).hexdigest()[:32])
        known = {one.value for one in request.if_none_match or ()}
        same = bool(known & {tag.value, "*"})
        answer = web.Response(status=304, headers=FRESH) if same else _whole(body, kind)
        answer.etag = tag
        return answer

    return [web.get("/feeds/{kind:[a-z0-9_]+}.{shape:atom|json}", feed)]


async def _gathered(app: App, kind: str) -> Feed:
    """The feed; an answer to the request where there is none now."""
    try:
        found = await feeds.gather(app, kind)
    except Busy:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"}) from None
    except Exception as error:
        log.exception("feed_failed", kind=kind)
        app.on_failure(f"feed {kind}", error)
        raise web.HTTPInternalServerError from None
    if found is None:
        raise web.HTTPNotFound
    return found


def _whole(body: bytes, kind: str) -> web.Response:
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=FRESH)
