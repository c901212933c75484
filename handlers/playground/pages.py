"""The page's files, its words and its pictures."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from aiohttp import web

from bot.insight.charts import draw
from bot.runtime.catalogue import PLURALS
from bot.store.database import Database
from handlers.playground import drawn, store
from handlers.playground.guard import guarded

HERE = Path(__file__).parent
KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}

# A file opens as if it came from nowhere.
PAPER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.(js|css|svg)", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


class Pages:
    """All that is fetched; `database` gives the playground's own, once it is open."""

    def __init__(self, languages: Sequence[str], database: Callable[[], Database]) -> None:
        self._languages = languages
        self._database = database
        # One at a time: the renderer takes the whole machine anyway.
        self._drawing = asyncio.Lock()

    def routes(
        self, wire: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> list[web.RouteDef]:
        """Every address below /playground; what is none of them is not found, under guard too.

        Who types the machine's name and the port alone is led there.
        """
        return [
            web.get("/", guarded(_redirect)),
            web.get("/playground", guarded(_redirect)),
            web.get("/playground/", guarded(_index)),
            web.get("/playground/wire", guarded(wire, own_pages_only=True)),
            web.get("/playground/page/{name}", guarded(_file)),
            web.get("/playground/words/{language}.json", guarded(self._words)),
            web.get("/playground/pictures/{id}.png", guarded(self._picture)),
            web.get("/playground/files/{id}/{name}", guarded(self._given_file)),
            web.get("/playground/{rest:.*}", guarded(_nothing)),
        ]

    async def _words(self, request: web.Request) -> web.Response:
        language = request.match_info["language"]
        if language not in self._languages:
            raise web.HTTPNotFound
        return web.json_response(await asyncio.to_thread(words, HERE / "words", language))

    async def _picture(self, request: web.Request) -> web.Response:
        named = request.match_info["id"]
        id_ = int(named) if _NUMBER.fullmatch(named) else 0
        async with self._drawing:
            png = await self._png(id_)
        if png is None:
            raise web.HTTPNotFound
        return web.Response(body=png, content_type="image/png")

    async def _given_file(self, request: web.Request) -> web.Response:
        """A table is kept, a page opens; whatever it says, nothing in it can run or be fetched."""
        named = request.match_info["id"]
        id_ = int(named) if _NUMBER.fullmatch(named) else 0
        found = await self._database().read(lambda db: store.kept_file(db, id_))
        if found is None or found[0] != request.match_info["name"]:
            raise web.HTTPNotFound
        name, media, data = found
        how = "inline" if media == "text/html" else "attachment"
        headers = {
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}",
            "Content-Security-Policy": PAPER,
        }
        return web.Response(body=data, content_type=media, charset="utf-8", headers=headers)

    async def _png(self, id_: int) -> bytes | None:
        found = await self._database().read(lambda db: store.drawing(db, id_))
        if found is None or found[1] is not None:
            return found and found[1]
        picture = drawn.picture_of(found[0])
        png = await asyncio.to_thread(draw, picture, picture.language)
        await self._database().write(lambda db: store.keep_png(db, id_, png))
        return png


async def _redirect(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/playground/")


async def _nothing(_request: web.Request) -> web.Response:
    raise web.HTTPNotFound


async def _index(_request: web.Request) -> web.Response:
    return await _given(HERE / "page" / "index.html")


async def _file(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if not _NAME.fullmatch(name):
        raise web.HTTPNotFound
    return await _given(HERE / "page" / name)


async def _given(path: Path) -> web.Response:
    try:
        body = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError:
        raise web.HTTPNotFound from None
    return web.Response(body=body, content_type=KINDS[path.suffix], charset="utf-8")


def words(folder: Path, language: str) -> dict[str, Any]:
    """The page's words, flat; in English where nobody has worded the page in a language."""
    path = folder / f"{language}.yaml"
    text = (path if path.is_file() else folder / "en.yaml").read_bytes()
    # The base loader keeps every scalar a string: `yes` and `12` are words here.
    return dict(_flat(yaml.load(text, Loader=yaml.CBaseLoader) or {}, ""))  # noqa: S506 - the safest loader there is


def _flat(nested: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in nested.items():
        if isinstance(value, dict) and not ("other" in value and value.keys() <= PLURALS):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", value))
    return found
