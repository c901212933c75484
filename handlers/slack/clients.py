"""Clients of Slack's Web API."""

from __future__ import annotations

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT = 10


def new_session() -> aiohttp.ClientSession:
    """What all clients share; to be closed."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))


def web_client(
    api_url: str, session: aiohttp.ClientSession, token: str | None = None
) -> AsyncWebClient:
    """A client that makes each call once; who may repeat it is decided by the outbox."""
    return AsyncWebClient(
        token=token, base_url=api_url, session=session, timeout=TIMEOUT, retry_handlers=[]
    )
