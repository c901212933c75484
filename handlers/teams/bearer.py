"""Our own token, which goes with every call: fetched by client credentials, kept until it ends."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Final

import aiohttp

from bot.runtime.platform import DeliveryError
from handlers.teams.calls import code_of

SCOPE: Final = "https://api.botframework.com/.default"
# It is renewed before it ends: what is on its way still has to arrive.
EARLY: Final = 300.0


class Bearer:
    """The token of one app; `clock` counts seconds."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        app_id: str,
        password: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = url
        self._form = {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": password,
            "scope": SCOPE,
        }
        self._clock = clock
        self._token = ""
        self._ends = 0.0
        self._one = asyncio.Lock()

    async def token(self) -> str:
        """The token; DeliveryError when there is none to be had."""
        if not self._lasts():
            async with self._one:
                if not self._lasts():
                    await self._fetch()
        return self._token

    def drop(self) -> None:
        """Forget a token that was refused."""
        self._token = ""

    def _lasts(self) -> bool:
        return bool(self._token) and self._clock() < self._ends

    async def _fetch(self) -> None:
        status, body = await self._ask()
        if status != 200:
            code = code_of(body) or f"HTTP {status}"
            # Microsoft tells with these that the credentials are wrong; else it is out of order.
            raise DeliveryError(f"sign-in: {code}", pause=status in (400, 401, 403))
        try:
            told: Any = json.loads(body)
            self._token = str(told["access_token"])
            self._ends = self._clock() + max(float(told["expires_in"]) - EARLY, 1.0)
        except (ValueError, KeyError, TypeError) as error:
            raise DeliveryError("sign-in: unreadable answer") from error

    async def _ask(self) -> tuple[int, bytes]:
        try:
            async with self._session.post(
                self._url, data=self._form, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DeliveryError("sign-in: Microsoft can't be reached") from error
