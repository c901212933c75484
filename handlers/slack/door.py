"""The door: a request from Slack is let in only if Slack signed it."""

from __future__ import annotations

import re
import time

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.errors import BotError
from handlers.slack.sieve import unasked
from handlers.slack.threads import Threads

log = structlog.get_logger("piazza.slack")

_TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


class Door:
    """Checks the signature over the raw body before anything reads it.

    What tells of an event that nobody asked for, such as a message that is no reply to a card of
    ours, is not read at all.
    """

    def __init__(self, signing_secret: str, bolt: AsyncApp, threads: Threads) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._bolt = bolt
        self._threads = threads

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answer one request: 401 for whatever Slack did not sign or could not have written."""
        raw = await request.read()
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        body = self._genuine(raw, timestamp, signature)
        if body is None:
            return web.Response(status=401, text="unauthorised")
        try:
            if unasked(body) and not await self._threads.begin_here(body):
                return web.Response()
        except BotError as error:
            # Slack tells it again.
            log.warning("not_looked_up", reason=str(error))
            return web.Response(status=503, text="not now")
        try:
            answer = await self._bolt.async_dispatch(
                AsyncBoltRequest(
                    body=body, query=request.query_string, headers=dict(request.headers)
                )
            )
        except Exception:
            # Bolt looks into a payload before it knows what it is, and trips in many ways.
            log.warning("malformed", exc_info=True)
            return web.Response(status=401, text="malformed")
        if answer.status == web.HTTPNotFound.status_code:
            return web.Response(status=401, text="unknown")
        return await to_aiohttp_response(answer)

    def _genuine(self, raw: bytes, timestamp: str, signature: str) -> str | None:
        """The body as text if Slack signed it within the last five minutes."""
        if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            return None
        if abs(time.time() - int(timestamp)) > 300:
            return None
        try:
            body = raw.decode()
        except UnicodeDecodeError:
            return None
        return body if self._verifier.is_valid(body, timestamp, signature) else None
