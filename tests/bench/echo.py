"""The floor on Teams: the SDK alone, which says again what it reads, as a program.

It checks no token and stores nothing. With `--repaired` the list of statuses that its client
searches a thousand times for each message is a set, as in ours.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvloop
from aiohttp import web
from botbuilder.core import CloudAdapterBase, TurnContext
from botbuilder.schema import Activity
from botframework.connector.auth import (
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)
from msrest.universal_http.requests import ClientRetryPolicy

from tests.bench.serving import serve


class Echo(CloudAdapterBase):  # type: ignore[misc] # the SDK has no types
    """Answers every message with a message."""

    def __init__(self) -> None:
        nobody = PasswordServiceClientCredentialFactory("", "")
        super().__init__(BotFrameworkAuthenticationFactory.create(credential_factory=nobody))

    async def take(self, request: web.Request) -> web.Response:
        """Take one activity."""
        activity = Activity.deserialize(await request.json())
        await self.process_activity("", activity, self._say)
        return web.Response()

    async def _say(self, context: TurnContext) -> Any:
        await context.send_activity(f"Echo: {context.activity.text}")


def main() -> None:
    """Serve until SIGTERM; the port is printed first."""
    if "--repaired" in sys.argv:
        safe = frozenset(ClientRetryPolicy.safe_codes)
        ClientRetryPolicy.safe_codes = safe  # type: ignore[assignment]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve([web.post("/api/messages", Echo().take)]))


if __name__ == "__main__":
    main()
