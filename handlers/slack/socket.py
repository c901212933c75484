"""Socket Mode: no public address is needed; a connection that has gone silent is replaced."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

log = structlog.get_logger("piazza.slack.socket")

PING = 5.0
SILENCE = 15.0


class Socket:
    """One Socket Mode connection and the watchdog that looks after it."""

    def __init__(
        self,
        bolt: AsyncApp,
        client: AsyncWebClient,
        app_token: str,
        *,
        ping: float = PING,
        silence: float = SILENCE,
    ) -> None:
        self._handler = AsyncSocketModeHandler(
            bolt, app_token, web_client=client, ping_interval=ping
        )
        self._ping = ping
        self._silence = silence
        self._tasks: list[asyncio.Task[None]] = []
        self.replaced = 0

    async def start(self) -> None:
        """Connect in the background and keep the connection alive."""
        self._tasks = [
            asyncio.create_task(self._connect()),
            asyncio.create_task(self._watch()),
        ]

    async def stop(self) -> None:
        """Disconnect."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._handler.client.close()

    async def _connect(self) -> None:
        await self._handler.client.connect()

    @property
    def state(self) -> str:
        """How the connection stands: "ok", or since when nothing has been heard."""
        if self._handler.client.current_session is None:
            return "not connected yet"
        silent = self._silent_for()
        return "ok" if silent < self._silence else f"silent for {silent:.0f} s"

    def _silent_for(self) -> float:
        client = self._handler.client
        session = client.current_session
        if session is None or session.closed:
            return self._silence
        heard = client.last_ping_pong_time
        return 0.0 if heard is None else max(0.0, time.time() - heard)

    async def _watch(self) -> None:
        """Replace a connection that no longer answers pings, which the SDK may not notice."""
        while True:
            await asyncio.sleep(self._ping)
            client = self._handler.client
            if client.current_session is None or self._silent_for() < self._silence:
                continue
            log.warning("replacing", seconds=round(self._silent_for()))
            try:
                await asyncio.wait_for(
                    client.connect_to_new_endpoint(force=True), timeout=self._silence
                )
            except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
                # Tried again at the next beat.
                log.warning("not_replaced", error=type(error).__name__)
            else:
                client.last_ping_pong_time = None
                self.replaced += 1
