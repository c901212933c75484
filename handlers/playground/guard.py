"""The guard: the playground is for the browser of whoever sits at this machine."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from bot.errors import SetupError

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect")),
        *(f"{kind} 'none'" for kind in ("base-uri", "form-action", "frame-ancestors")),
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What is shown changes with every restart and every edit.
    "Cache-Control": "no-store",
}

_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9.-]+))(?::(?P<port>\d{1,5}))?")


def check_address(host: str) -> None:
    """Raise SetupError unless only this machine can reach what listens there."""
    if not is_loopback(host):
        raise SetupError(
            f"ADMIN_HOST: in the playground everybody may be anybody, so {host} is refused;"
            " leave ADMIN_HOST out, or set it to 127.0.0.1"
        )


def is_loopback(host: str) -> bool:
    """Whether a name or an address means this machine and no other."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guarded(handler: Handler, *, own_pages_only: bool = False) -> Handler:
    """Refuse whoever came under a foreign name, and send security headers with every answer.

    `own_pages_only` asks for an `Origin` of our own, as a WebSocket has no other protection.
    """

    async def answer(request: web.Request) -> web.StreamResponse:
        if not _is_for_us(request):
            return _refused(421, "this address serves only itself")
        if own_pages_only and not _is_from_us(request):
            return _refused(403, "only the playground's own page may ask for this")
        try:
            found = await handler(request)
        except web.HTTPException as refusal:
            refusal.headers.update(HEADERS)
            raise
        if not found.prepared:
            for name, value in HEADERS.items():
                found.headers.setdefault(name, value)
        return found

    return answer


def _refused(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, headers=HEADERS)


def _is_for_us(request: web.Request) -> bool:
    """A name that somebody else's server had pointed at this machine is not ours."""
    named = request.headers.getall("Host", [])
    match = _HOST.fullmatch(named[0].lower()) if len(named) == 1 else None
    if match is None or request.transport is None:
        return False
    port = int(match["port"] or 80)
    own = request.transport.get_extra_info("sockname")[1]
    return is_loopback(match["six"] or match["name"]) and port == own


def _is_from_us(request: web.Request) -> bool:
    origins = [one.lower() for one in request.headers.getall("Origin", [])]
    return origins == [f"http://{request.headers['Host'].lower()}"]
