"""What a window did behind the page: messages of its console, errors, and where it asked."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError, WebSocket

QUIET = ("log", "debug", "info")


class Watch:
    """Records everything of a browser's context from its beginning.

    `refused` is for what the console may tell because the story broke something on purpose.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._host = urlsplit(address).netloc
        context.on("console", self._said)
        context.on("weberror", self._failed)
        context.on("request", self._asked)
        context.on("page", lambda page: page.on("websocket", self._connected))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in QUIET:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _failed(self, error: WebError) -> None:
        self.complaints.append(f"error of the page: {error.error}")

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _connected(self, wire: WebSocket) -> None:
        self.requests.append(wire.url)

    def assert_clean(self) -> None:
        """Nothing was complained of, and every request went to the bot."""
        assert self.complaints == []
        # What a page makes itself (data:, blob:) leaves the machine as little as it enters it.
        asked = [urlsplit(one) for one in self.requests]
        away = {one.netloc for one in asked if one.scheme not in ("data", "blob")} - {self._host}
        assert away == set()
        assert any(one.scheme == "ws" for one in asked), "the page never opened its wire"
