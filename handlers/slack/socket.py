"""Socket Mode: no public address is needed; a connection that has gone silent is replaced."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.async_internals import (
    run_async_bolt_app,
    send_async_response,
)
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError
from bot.runtime.platform import DeliveryError
from handlers.slack.calls import call
from handlers.slack.sieve import unasked_envelope
from handlers.slack.threads import Threads

log = structlog.get_logger("piazza.slack.socket")


class Sieved(SocketModeClient):
    """A connection that reads nothing of events nobody asked for.

    Such are messages, but for replies to a card of ours, which `threads` tells apart.
    """

    def __init__(self, app_token: str, threads: Threads, **more: Any) -> None:
        super().__init__(app_token, **more)
        self._threads = threads
        self._looked_at = set[asyncio.Task[None]]()

    async def enqueue_message(self, message: str) -> None:
        """Take what came in, or only acknowledge it."""
        envelope = unasked_envelope(message)
        if envelope is None:
            await super().enqueue_message(message)
            return
        # What comes behind it, signs of life too, waits for no database.
        looked_at = asyncio.create_task(self._look(envelope, message))
        self._looked_at.add(looked_at)
        looked_at.add_done_callback(self._looked_at.discard)

    async def _look(self, envelope: str, message: str) -> None:
        try:
            if await self._threads.begin_here(message):
                await super().enqueue_message(message)
            else:
                await self.send_socket_mode_response(SocketModeResponse(envelope))
        except (BotError, ConnectionError) as error:
            # It is not acknowledged, so Slack tells it again.
            log.warning("not_looked_up", reason=str(error))

    async def close(self) -> None:
        """Disconnect; what is still looked at is told again."""
        for one in tuple(self._looked_at):
            one.cancel()
        await super().close()  # type: ignore[no-untyped-call]


class Socket:
    """One Socket Mode connection and the watchdog that looks after it.

    Slack's client mends most of what breaks. But it can hold on to an address that leads nowhere
    any more, or to a connection that is dead: after `silence` seconds without a sign of life it is
    replaced, client and all.
    """

    ping = 5.0
    silence = 15.0
    goodbye = 1.0

    def __init__(
        self, bolt: AsyncApp, client: AsyncWebClient, app_token: str, threads: Threads
    ) -> None:
        self._ask = partial(client.apps_connections_open, app_token=app_token)
        self._bolt = bolt
        self._make = partial(
            Sieved,
            app_token,
            threads,
            logger=bolt.logger,
            web_client=client,
            ping_interval=self.ping,
        )
        self._client: SocketModeClient | None = None
        self._began = 0.0
        self._keeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect in the background; DeliveryError when Slack gives no address for it."""
        self._keeping = asyncio.create_task(self._keep(await self._address()))

    async def stop(self) -> None:
        """Disconnect."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        await self._hang_up()

    @property
    def state(self) -> str:
        """How the connection stands: "ok", or for how long nothing has been heard."""
        session = self._client.current_session if self._client else None
        silent = self._silent_for()
        if session is None or session.closed:
            return f"not connected for {silent:.0f} s"
        return "ok" if silent < self.silence else f"silent for {silent:.0f} s"

    def _silent_for(self) -> float:
        heard = self._client.last_ping_pong_time if self._client else None
        return time.time() - max(heard or 0.0, self._began)

    async def _keep(self, address: str) -> None:
        while True:
            await self._connect(address)
            await self._watch()
            log.warning("replacing", seconds=round(self._silent_for()))
            await self._hang_up()
            address = await self._next_address()

    async def _connect(self, address: str) -> None:
        self._began = time.time()
        self._client = self._make()
        self._client.socket_mode_request_listeners.append(self._take)
        self._client.wss_uri = address
        # It tries the same address for ever.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._client.connect(), self.silence)  # type: ignore[no-untyped-call]

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        began = time.time()
        answer = await run_async_bolt_app(self._bolt, request)
        await send_async_response(client, request, answer, began)

    async def _watch(self) -> None:
        while True:
            left = self.silence - self._silent_for()
            if left <= 0:
                return
            await asyncio.sleep(left)

    async def _hang_up(self) -> None:
        if self._client is None:
            return
        client, self._client = self._client, None
        # Who has gone silent does not say goodbye either.
        with suppress(TimeoutError):
            await asyncio.wait_for(client.disconnect(), self.goodbye)
        await client.close()

    async def _address(self) -> str:
        return str((await call(self._ask()))["url"])

    async def _next_address(self) -> str:
        while True:
            try:
                return await self._address()
            except DeliveryError as error:
                log.warning("not_replaced", reason=error.reason)
                await asyncio.sleep(max(self.ping, error.retry_after or 0.0))
