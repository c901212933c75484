"""The page's connection to the bot, in the hands of a story: cut, kept down, its answers lost."""

from __future__ import annotations

from playwright.sync_api import Page, WebSocketRoute


class Wire:
    """Stands between a page, not opened yet, and the bot; lets everything pass until told.

    While `answers_lost`, what the page sends arrives, and what the bot sends does not.
    """

    def __init__(self, page: Page) -> None:
        self.answers_lost = False
        self._down = False
        self._open: list[WebSocketRoute] = []
        page.route_web_socket("**/playground/wire", self._connect)

    def cut(self) -> None:
        """Break the connection; nothing connects until `mend`."""
        self._down = True
        while self._open:
            self._open.pop().close()

    def mend(self) -> None:
        """Let the next attempt to connect succeed."""
        self._down = self.answers_lost = False

    def _connect(self, page_side: WebSocketRoute) -> None:
        if self._down:
            page_side.close()
            return
        self._open.append(page_side)
        bot_side = page_side.connect_to_server()
        bot_side.on_message(lambda said: None if self.answers_lost else page_side.send(said))
