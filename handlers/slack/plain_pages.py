"""Plain pages: one sentence for a person in a browser, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.runtime.app import App
from bot.runtime.catalogue import Catalogue
from bot.runtime.words import Words
from bot.texts import Text

ROOM: Final = "slack"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
STYLE: Final = "body{font:1.1rem/1.5 system-ui;max-width:36rem;margin:15vh auto;padding:0 1rem}"


@dataclass(frozen=True, slots=True)
class Page:
    """The key of what is said, the status, and what the words mention."""

    key: str
    status: int
    values: Mapping[str, str] = field(default_factory=dict)


def learn(catalogue: Catalogue) -> None:
    """Add these words to those of Piazza and its skills."""
    catalogue.add(ROOM, Path(__file__).parent)


def shown(app: App, request: web.Request, page: Page, cookie: str) -> web.Response:
    """Show a page; the cookie has done its work."""
    company = app.house.company
    words = Words(app.catalogue, _language(request, company.languages), company.zone, ROOM)
    said = escape(words.plain(Text(f"install.{page.key}", page.values, ROOM)))
    html = (
        f'<!DOCTYPE html><html lang="{words.language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Piazza</title><style>{STYLE}</style><h1>Piazza</h1><p>{said}</p></html>"
    )
    response = web.Response(
        text=html, status=page.status, content_type="text/html", headers=HEADERS
    )
    response.del_cookie(cookie, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def redirect(address: str, cookie: str, value: str, seconds: int) -> web.Response:
    """Send the browser elsewhere, with something that only it can bring back."""
    response = web.Response(status=302, headers={**HEADERS, "Location": address})
    response.set_cookie(
        cookie, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="Lax"
    )
    return response


def _language(request: web.Request, spoken: tuple[str, ...]) -> str:
    """The first language the browser asks for that is spoken here."""
    asked = request.headers.get("Accept-Language", "").split(",")
    wanted = (one.partition(";")[0].strip().partition("-")[0].lower() for one in asked)
    return next((one for one in wanted if one in spoken), spoken[0])
