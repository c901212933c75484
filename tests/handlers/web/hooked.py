"""A team whose host other programs reach, and what they send."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession
from pydantic import SecretStr

from bot.runtime.secrets import Secrets
from bot.testing import Team
from handlers.web import mounted

KEY, OLD, DESK = bytes(range(32)), b"\x07" * 32, bytes(range(32))[::-1]


def secret(key: bytes) -> str:
    """A secret as it is written down."""
    return f"whsec_{base64.b64encode(key).decode()}"


HOOKS = {
    "SHOP": SecretStr(f"{secret(KEY)} {secret(OLD)}"),
    "HELP_DESK": SecretStr(secret(DESK)),
}
IDEA = {"title": "Deliver on Saturdays, too.", "text": "I work all week.", "from": "Rossi Srl"}
SHOP = "/hooks/ideas/shop"


@dataclass
class World:
    """A team whose host other programs reach."""

    team: Team
    outside: str = ""
    inside: str = ""
    session: ClientSession | None = None

    def tells(self, story: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Tell a story while the host listens; what it leads to goes out."""

        async def told() -> None:
            host = mounted(self.team.app, Secrets(port=0, admin_port=0, piazza_hook=HOOKS))
            async with AsyncExitStack() as stack:
                await host.start()
                stack.push_async_callback(host.stop)
                self.outside = f"http://127.0.0.1:{host.port}"
                self.inside = f"http://127.0.0.1:{host.admin_port}"
                self.session = await stack.enter_async_context(ClientSession())
                await story()
            await self.team.app.engine.idle()

        self.team.run(told())

    def headers(self, body: bytes, id_: str = "m1", key: bytes = KEY, **ago: int) -> dict[str, str]:
        at = str(int((self.team.now - timedelta(**ago)).timestamp()))
        signature = hmac.digest(key, f"{id_}.{at}.".encode() + body, "sha256")
        signed = f"v1,{base64.b64encode(signature).decode()}"
        return {"webhook-id": id_, "webhook-timestamp": at, "webhook-signature": signed}

    async def send(self, said: object = IDEA, to: str = SHOP, **more: Any) -> tuple[int, str]:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        return await self.post(to, body, self.headers(body, **more))

    async def post(self, to: str, body: Any, headers: Any) -> tuple[int, str]:
        assert self.session is not None
        async with self.session.post(f"{self.outside}{to}", data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    @property
    def posted(self) -> list[str]:
        return [card.text for card in self.team.channel("#ideas")]
