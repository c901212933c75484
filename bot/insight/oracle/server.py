"""The server that is asked: OpenAI's, or any that speaks like it; twice more where it is busy."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from pydantic import SecretStr

from bot.insight.oracle.asking import Request
from bot.insight.oracle.completion import completion
from bot.insight.oracle.model import Reason, Reply, Unanswered
from bot.outside.posting import wait

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    from openai import AsyncOpenAI

SECONDS: Final = 20.0
PAUSES: Final = (0.5, 1.5)
# Who is to wait longer than this asks somebody else.
LONGEST_WAIT: Final = 20.0
_REASONS: Final[dict[int, Reason]] = {401: "key", 403: "key", 408: "busy", 409: "busy", 429: "busy"}


class _Again(Exception):
    """It may go well a moment later, or `after` so many seconds."""

    def __init__(self, why: Unanswered, after: float | None = None) -> None:
        super().__init__(why.reason)
        self.why = why
        self.after = after


class Server:
    """A model on a server; each attempt may take so many `seconds`."""

    ready = True

    def __init__(
        self,
        name: str,
        key: SecretStr | None,
        base_url: str | None,
        *,
        seconds: float = SECONDS,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self.name = name
        self._key = key
        self._base_url = base_url
        self._seconds = seconds
        self._pauses = pauses

    def ask(self, request: Request) -> Reply:
        """Ask it, up to three times; Unanswered where it gives no answer."""
        return asyncio.run(self._ask(request))

    async def _ask(self, request: Request) -> Reply:
        async with self._client() as client:
            for pause in self._pauses:
                try:
                    return await self._once(client, request)
                except _Again as again:
                    if again.after is not None and again.after > LONGEST_WAIT:
                        raise again.why from None
                    await asyncio.sleep(pause if again.after is None else again.after)
            try:
                return await self._once(client, request)
            except _Again as again:
                raise again.why from None

    async def _once(self, client: AsyncOpenAI, request: Request) -> Reply:
        # Loaded here: a process that asks nothing needs none of it.
        from httpx2 import HTTPError
        from openai import APIStatusError, APITimeoutError, Omit, OpenAIError

        headers: Any = {} if self._key else {"Authorization": Omit()}
        try:
            # The library's own limit is one for each wait, and a drop now and then would pass it.
            async with asyncio.timeout(self._seconds):
                raw = await client.chat.completions.with_raw_response.create(
                    **_put(self.name, request), extra_headers=headers
                )
                said = raw.http_response.content
        except APIStatusError as error:
            raise _judged(error.status_code, error.response.headers) from None
        except (TimeoutError, APITimeoutError):
            raise _Again(Unanswered("slow", None)) from None
        except (OpenAIError, HTTPError, OSError):
            raise _Again(Unanswered("closed", None)) from None
        except ValueError:
            # A key or an address that can't be sent.
            raise Unanswered("rejected") from None
        return completion(said)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Which certificates are believed; to read them takes longer than all else here."""
        from httpx2 import create_ssl_context

        return create_ssl_context()

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[AsyncOpenAI]:
        from httpx2 import Timeout
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient

        http = DefaultAsyncHttpxClient(
            follow_redirects=False, timeout=Timeout(self._seconds), verify=self._trust
        )
        # A server on this machine may want no key; the library insists on one, and sends it only
        # where nobody says otherwise.
        key = self._key.get_secret_value() if self._key else "none"
        async with AsyncOpenAI(
            api_key=key,
            base_url=self._base_url,
            max_retries=0,
            http_client=http,
        ) as client:
            yield client


def _put(model: str, request: Request) -> dict[str, Any]:
    schema = {"name": request.question, "strict": True, "schema": request.schema}
    return {
        "model": model,
        "messages": [
            {"role": "system", "content": request.system},
            {"role": "user", "content": request.user},
        ],
        "response_format": {"type": "json_schema", "json_schema": schema},
    }


def _judged(status: int, headers: Any) -> Exception:
    """What a status that is no success means."""
    if status < 400:
        return Unanswered("moved")
    reason = _REASONS.get(status, "busy" if status >= 500 else "rejected")
    if reason != "busy":
        return Unanswered(reason)
    told = wait(headers.get("Retry-After", ""), datetime.now(UTC))
    return _Again(Unanswered(reason), None if told is None else told.total_seconds())
