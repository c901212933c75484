"""Connectors: the SDK's client of each service URL, made once."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping
from typing import Any, Final

from botframework.connector.aio import ConnectorClient
from botframework.connector.aiohttp_bf_pipeline import AsyncBfPipeline
from msrest.exceptions import ClientException
from msrest.pipeline import Request, SansIOHTTPPolicy
from msrest.universal_http import ClientRequest
from msrest.universal_http.requests import ClientRetryPolicy

from bot.runtime.platform import DeliveryError
from handlers.teams.transport import Transport
from handlers.teams.trust import Trust

# A tenant has one or two.
MOST: Final = 50

# Every configuration looks for a thousand statuses in what was a list of 501.
ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)  # type: ignore[assignment]


class Connectors:
    """Clients that send our token only to hosts we trust."""

    def __init__(self, trust: Trust, transport: Transport) -> None:
        self._trust = trust
        self._transport = transport
        self._made: dict[str, Any] = {}

    def of(self, service_url: str) -> Any:
        """The client of a service URL; DeliveryError for one that is not to be trusted."""
        if not self._trust.allows(service_url):
            raise DeliveryError("foreign service URL", final=True)
        if service_url not in self._made:
            if len(self._made) >= MOST:
                self._made.clear()
            # It wants credentials, and takes a step that does nothing: the transport has the token.
            self._made[service_url] = ConnectorClient(
                SansIOHTTPPolicy(),
                service_url,
                pipeline_type=AsyncBfPipeline,
                sender=self._transport,
            )
        return self._made[service_url]

    async def read(self, service_url: str, path: str) -> Mapping[str, Any]:
        """Ask for something of which the SDK drops a part, such as members of a team."""
        self.of(service_url)
        request = ClientRequest("GET", f"{service_url.rstrip('/')}/{path}")
        answer = await self._transport.send(Request(request))
        try:
            told = json.loads(answer.http_response.body())
        except ValueError as error:
            raise DeliveryError("unreadable answer") from error
        if not isinstance(told, dict):
            raise DeliveryError("unreadable answer")
        return told


async def call(request: Awaitable[Any]) -> Any:
    """Await a call of the SDK; what it can't read has arrived, perhaps."""
    try:
        return await request
    except (ClientException, ValueError, TypeError, AttributeError) as error:
        raise DeliveryError("unreadable answer", unknown=True) from error
