"""The reception: what Teams tells is handed to the app, and the app's answers back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

import structlog
from structlog.contextvars import bound_contextvars

from bot.runtime.app import App, new_event_id
from bot.runtime.incoming import Incoming, Pressed, Submitted
from bot.runtime.outgoing import Answer
from bot.runtime.platform import DeliveryError
from handlers.teams import forms, incoming
from handlers.teams.door import Body, Refused
from handlers.teams.incoming import PERSONAL, Unreadable, part, word
from handlers.teams.news import News, is_bot
from handlers.teams.people import People, Seen
from handlers.teams.references import Chat, Place, References
from handlers.teams.replies import Replies, toast

log = structlog.get_logger("piazza.teams")

# Teams sends an invoke again after fifteen seconds.
BUDGET: Final = 8.0

Said = tuple[int, Any]


class Reception:
    """Takes the activities of one tenant; the door has let them in."""

    def __init__(
        self,
        app: App,
        workspace: str,
        people: People,
        references: References,
        replies: Replies,
    ) -> None:
        self._app = app
        self._workspace = workspace
        self._people = people
        self._references = references
        self._replies = replies
        self._news = News(references)
        self._later: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Let follow-ups finish, for at most three seconds."""
        if self._later:
            await asyncio.wait(self._later, timeout=3)

    async def take(self, body: Body) -> Said:
        """Take one activity; return the status, and the answer to an invoke."""
        with bound_contextvars(event_id=new_event_id()):
            try:
                return await self._take(body)
            except Unreadable as error:
                raise Refused(400, "malformed") from error
            except DeliveryError as error:
                # Somebody had to be looked up: they may ask again.
                log.warning("not_taken", reason=error.reason)
                return HTTPStatus.SERVICE_UNAVAILABLE, None

    async def _take(self, body: Body) -> Said:
        match body.get("type"):
            case "message":
                await self._on_message(body)
            case "invoke" if body.get("name") == incoming.EXECUTE:
                return HTTPStatus.OK, await self._on_press(body)
            case "invoke" if forms.is_fetch(body):
                return HTTPStatus.OK, await self._on_dialog(body, Pressed(forms.fetched(body)))
            case "invoke" if forms.is_submission(body):
                return HTTPStatus.OK, await self._on_dialog(body, forms.submitted(body))
            case "invoke":
                return HTTPStatus.NOT_IMPLEMENTED, None
            case "installationUpdate" | "conversationUpdate":
                await self._on_news(body)
        return HTTPStatus.OK, None

    async def _on_message(self, body: Body) -> None:
        """Take words that are for the bot; what it is not named in is not read."""
        bot = word(part(body, "recipient"), "id")
        named = {id_ for _, id_ in incoming.mentions(body)}
        if is_bot(part(body, "from")) or (incoming.scope(body) != PERSONAL and bot not in named):
            return
        await self._meet(body)
        ids = await self._people.ids(named - {bot}, _chat(body))
        event = self._known(incoming.from_message(body, self._workspace, ids), body)

        async def reply(answer: Answer) -> None:
            await self._replies.reply(event, answer, _thread(body))
            await self._own(body)

        if (answer := await self._in_time(event, reply)) is not None:
            self._soon(reply(answer))

    async def _on_press(self, body: Body) -> Any:
        await self._meet(body)
        event = self._known(incoming.from_press(body, self._workspace), body)

        async def follow(answer: Answer) -> None:
            await self._replies.reply(event, answer, _thread(body))

        answer = await self._in_time(event, follow)
        if answer is None:
            answer = self._app.moment(event)
        said, follows = self._replies.at_once(event, answer)
        if follows:
            self._soon(follow(answer))
        return toast(said)

    async def _on_dialog(self, body: Body, what: Pressed | Submitted) -> Any:
        """Open a form; close it, or keep it open with what is wrong and all that was typed."""
        await self._meet(body)
        event = self._known(incoming.from_dialog(body, self._workspace, what), body)

        async def follow(answer: Answer) -> None:
            await self._replies.reply(event, answer, _thread(body))

        answer = await self._in_time(event, follow)
        if answer is None:
            answer = self._app.moment(event)
        shown, follows = await self._replies.in_dialog(event, answer)
        if follows:
            self._soon(follow(answer))
        return shown

    async def _on_news(self, body: Body) -> None:
        """Note where the bot is; greet who has just installed it."""
        await self._news.take(body)
        if self._news.joins(body):
            self._soon(self._get_to_know())
        if not self._news.greets(body):
            return
        await self._meet(body)
        event = self._known(incoming.welcomed(body, self._workspace), body)

        async def greet() -> None:
            await self._replies.reply(event, await self._app.handle(event), _thread(body))
            await self._own(body)

        self._soon(greet())

    async def _get_to_know(self) -> None:
        """Learn who is in a team or chat that was just joined."""
        registry, platforms = self._app.registry, self._app.platforms
        await registry.fetch_roster(platforms[self._workspace.partition(":")[0]], self._workspace)

    async def _meet(self, body: Body) -> None:
        seen = Seen(
            _chat(body),
            word(body, "locale").partition("-")[0].lower(),
            word(body, "localTimezone"),
        )
        here = incoming.text(part(body, "from"), "id")
        self._people.meet(incoming.user(body), here, seen)
        if (channel := incoming.place(body)) is not None:
            team = word(part(part(body, "channelData"), "team"), "id")
            place = Place(channel, _chat(body).service_url, team)
            self._soon(self._references.notice(place))

    async def _own(self, body: Body) -> None:
        """Keep somebody's own conversation, once they are known."""
        if incoming.scope(body) == PERSONAL:
            await self._references.keep_chat(incoming.user(body), _chat(body))

    def _known(self, event: Incoming, body: Body) -> Incoming:
        """Somebody of another tenant takes part in a chat of ours, but not in this."""
        home = word(part(body, "from"), "tenantId")
        tenant = self._workspace.partition(":")[2]
        foreign = bool(home) and home.casefold() != tenant.casefold()
        return replace(event, stranger=True) if foreign else event

    async def _in_time(
        self, event: Incoming, otherwise: Callable[[Answer], Awaitable[None]]
    ) -> Answer | None:
        """The answer if it is there within the budget; otherwise None, and it follows."""
        task = asyncio.create_task(self._app.handle(event))
        done, _ = await asyncio.wait({task}, timeout=BUDGET)
        if done:
            return task.result()

        async def follow() -> None:
            await otherwise(await task)

        self._soon(follow())
        return None

    def _soon(self, work: Awaitable[None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except DeliveryError as error:
                log.warning("not_sent", reason=error.reason)
            except Exception:
                log.exception("failed")

        task = asyncio.create_task(guarded())
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _chat(body: Body) -> Chat:
    return Chat(incoming.conversation(body), incoming.text(body, "serviceUrl"))


def _thread(body: Body) -> Chat:
    """Where an answer in place goes: into the thread in which it was asked."""
    whole = incoming.text(part(body, "conversation"), "id")
    return Chat(whole, incoming.text(body, "serviceUrl"))
