"""The transport: how the SDK's calls leave, each made once, its failure told apart."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import aiohttp
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender
from msrest.universal_http import ClientRequest
from msrest.universal_http.async_abc import AsyncClientResponse
from multidict import CIMultiDict

from bot.runtime.platform import DeliveryError
from handlers.teams.bearer import Bearer
from handlers.teams.calls import failed


class Transport(AsyncHTTPSender[Any, Any]):
    """Sends by aiohttp: the SDK would do it in threads, and repeat by itself what failed.

    Without a `bearer` no token goes along, as to a playground on this machine.
    """

    def __init__(self, session: aiohttp.ClientSession, bearer: Bearer | None) -> None:
        self._session = session
        self._bearer = bearer

    async def __aexit__(self, *_details: object) -> None:
        """The session is closed by whose it is."""

    def build_context(self) -> None:
        """Nothing is passed along with a request."""

    async def send(self, request: Request[ClientRequest], **_config: Any) -> Response[Any, Any]:
        """Make one call; DeliveryError for every answer that is no success."""
        answer = await self._once(request.http_request)
        if answer.status == HTTPStatus.UNAUTHORIZED and self._bearer is not None:
            # It may have ended early, as when the password was changed: once more with a new one.
            self._bearer.drop()
            answer = await self._once(request.http_request)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise failed(answer.status, answer.headers, answer.body())
        return Response(request, answer)

    async def _once(self, request: ClientRequest) -> _Answer:
        headers = dict(request.headers)
        if self._bearer is not None:
            headers["Authorization"] = f"Bearer {await self._bearer.token()}"
        try:
            async with self._session.request(
                request.method,
                request.url,
                data=request.data,
                headers=headers,
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
        except aiohttp.ClientConnectorError as error:
            raise DeliveryError("Teams can't be reached") from error
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            raise DeliveryError(type(error).__name__, unknown=True) from error
        return _Answer(request, answer, body)


class _Answer(AsyncClientResponse):
    """An answer that was read whole."""

    def __init__(self, request: ClientRequest, answer: aiohttp.ClientResponse, body: bytes) -> None:
        super().__init__(request, answer)
        self.status = self.status_code = answer.status
        self.headers = CIMultiDict(answer.headers)
        self.reason = answer.reason
        self._body = body

    def body(self) -> bytes:
        """What came, as it came."""
        return self._body
