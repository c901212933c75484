"""The reception: one Bolt listener a kind; it finds out for which workspace a request is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from structlog.contextvars import bound_contextvars

from bot.runtime.app import App, new_event_id
from handlers.slack import leaving
from handlers.slack.listening import Listener
from handlers.slack.whose import home_of
from handlers.slack.workplace import Workplace
from handlers.slack.workplaces import Workplaces

log = structlog.get_logger("piazza.slack")

ANY = re.compile("")

Body: TypeAlias = Mapping[str, Any]
Take: TypeAlias = Callable[[Listener, AsyncAck, Body], Awaitable[None]]


class Reception:
    """Finds out whose each request is, and who listens for that workspace."""

    def __init__(self, app: App, places: Workplaces) -> None:
        self._app = app
        self._places = places
        self._listeners: dict[Workplace, Listener] = {}

    def bolt(self) -> AsyncApp:
        """Bolt, taking everything that can come in."""

        # Bolt looks at the names of what it calls, and knows no `self`.
        async def authorize(
            context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
        ) -> AuthorizeResult:
            home = enterprise_id if context.is_enterprise_install else team_id
            return self._ourselves(home or "")

        bolt = AsyncApp(
            name="piazza",
            authorize=authorize,
            process_before_response=True,
            # The door has checked the signature before anything was parsed.
            request_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self.listen(bolt)
        return bolt

    def listen(self, bolt: AsyncApp) -> None:
        """Take what Bolt tells apart."""
        bolt.command(ANY)(self._to(Listener.on_command))
        bolt.action(ANY)(self._to(Listener.on_press))
        bolt.view(ANY)(self._to(Listener.on_submission))
        bolt.shortcut(ANY)(self._to(Listener.on_shortcut))
        bolt.event(ANY)(self._to(self._on_event))
        bolt.error(self._on_error)

    async def stop(self) -> None:
        """Let follow-ups finish, for at most three seconds."""
        await asyncio.gather(*(one.follow_ups.stop() for one in self._listeners.values()))

    def listener(self, place: Workplace) -> Listener:
        """Who listens for a workplace."""
        if place not in self._listeners:
            self._listeners[place] = Listener(self._app, place)
        return self._listeners[place]

    def _to(self, take: Take) -> Callable[..., Awaitable[None]]:
        """With one event id on all it logs, what follows the answer included."""

        async def listener(ack: AsyncAck, body: Body) -> None:
            if not (home := home_of(body)):
                raise ValueError("it is nobody's")
            with bound_contextvars(event_id=new_event_id()):
                await take(self.listener(await self._places.find(home)), ack, body)

        return listener

    async def _on_event(self, listener: Listener, ack: AsyncAck, body: Body) -> None:
        if leaving.is_farewell(body):
            await leaving.take(body, self._places)
            await ack()
        else:
            await listener.on_event(ack, body)

    async def _on_error(self, error: Exception) -> BoltResponse:
        """Refuse what Slack could not have written; the app itself lets nothing out."""
        log.warning("malformed", exc_info=error)
        return BoltResponse(status=401, body="malformed")

    def _ourselves(self, home: str) -> AuthorizeResult:
        """Who Piazza itself is there, so that Bolt passes over what it has done; no token."""
        place = self._places.here.get(home)
        return AuthorizeResult(
            enterprise_id=None,
            team_id=None,
            bot_user_id=place.user if place else None,
            bot_id=place.bot if place else None,
        )
