"""Homes: what the app's home tab shows somebody, published when they open it or press in it."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime.app import App
from bot.runtime.incoming import Incoming, Visited
from bot.runtime.outgoing import Answer
from handlers.slack.calls import call
from handlers.slack.views import home


class Homes:
    """Publishes people's homes in one workspace."""

    def __init__(self, app: App, client: AsyncWebClient, workspace: str) -> None:
        self._app = app
        self._client = client
        self._workspace = workspace

    async def show(self, user: str, answer: Answer) -> None:
        """Publish what a visit was answered with, be it only why there is nothing to see."""
        cards = answer.home or ((answer.card,) if answer.card else ())
        view = home(cards, self._workspace)
        await call(self._client.views_publish(user_id=user, view=view))

    async def renew(self, pressed: Incoming) -> None:
        """Publish the home of who has pressed a button in it as it stands now."""
        visit = replace(pressed, what=Visited())
        await self.show(pressed.user, await self._app.handle(visit))
