"""The door: a request from Teams is let in only if Microsoft signed it, for a tenant of ours."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

import structlog
from aiohttp import web

from handlers.teams.keys import NoKeys
from handlers.teams.tokens import CHANNEL, Tokens, Unauthorised
from handlers.teams.trust import Trust, is_loopback

log = structlog.get_logger("piazza.teams")

LARGEST: Final = 256 * 1024
# Somebody stands between, or a page in a browser asks: neither is a playground on this machine.
FORWARDED: Final = (
    *("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"),
    *("X-Original-Host", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP", "Via", "Origin"),
)

Body: TypeAlias = Mapping[str, Any]
Take: TypeAlias = Callable[[Body], Awaitable[tuple[int, Any]]]


class Refused(Exception):
    """A request that is answered with a status and a word."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word


class Door:
    """Checks who sends an activity before anything else looks at it; no `tokens`: playground."""

    def __init__(self, trust: Trust, tokens: Tokens | None, take: Take) -> None:
        self._trust = trust
        self._tokens = tokens
        self._take = take

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        try:
            claims = await self._claims(request)
            body = await _read(request)
            self._check(claims, body)
            status, answer = await self._take(body)
        except Refused as refused:
            log.warning("refused", status=refused.status, reason=refused.word)
            return web.Response(status=refused.status, text=refused.word)
        if answer is None:
            return web.Response(status=status)
        return web.json_response(answer, status=status, dumps=_written)

    async def _claims(self, request: web.Request) -> Body | None:
        if self._tokens is None:
            _refuse_others(request)
            return None
        try:
            return await self._tokens.read(request.headers.get("Authorization", ""))
        except Unauthorised as error:
            log.warning("unauthorised", reason=str(error))
            raise Refused(401, "unauthorised") from None
        except NoKeys:
            raise Refused(503, "Microsoft's keys can't be fetched") from None

    def _check(self, claims: Body | None, body: Body) -> None:
        """Refuse what speaks for somebody else than the token, or for whom we do not serve."""
        service_url = body.get("serviceUrl")
        if body.get("channelId") != CHANNEL or not isinstance(service_url, str):
            raise Refused(403, "not from Teams")
        if claims is not None and claims["serviceurl"] != service_url:
            raise Refused(401, "unauthorised")
        if not self._trust.allows(service_url):
            raise Refused(403, "foreign service URL")
        if not self._trust.knows(tenant_of(body)):
            raise Refused(403, "foreign tenant")


def tenant_of(body: Body) -> str:
    """The tenant an activity comes from; empty when it names none, or two."""
    named = {
        _word(part.get(key))
        for part, key in (
            (_part(_part(body, "channelData"), "tenant"), "id"),
            (_part(body, "conversation"), "tenantId"),
        )
    } - {""}
    return named.pop() if len(named) == 1 else ""


def _written(answer: Any) -> str:
    """An answer in no more bytes than there are: what people type may fill a dialog."""
    return json.dumps(answer, ensure_ascii=False).encode(errors="replace").decode()


async def _read(request: web.Request) -> Body:
    raw = bytearray()
    try:
        async for chunk in request.content.iter_any():
            raw += chunk
            if len(raw) > LARGEST:
                raise Refused(413, "too large")
        body = json.loads(raw)
    except (web.RequestPayloadError, ValueError, RecursionError):
        raise Refused(400, "malformed") from None
    if not isinstance(body, dict):
        raise Refused(400, "malformed")
    return body


def _refuse_others(request: web.Request) -> None:
    """Let in what comes from this machine and nowhere else."""
    name = request.host.rsplit(":", 1)[0].strip("[]")
    here = is_loopback(request.remote or "") and is_loopback(name)
    if not here or any(header in request.headers for header in FORWARDED):
        raise Refused(403, "only from this machine")


def _part(whole: Body, name: str) -> Body:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
