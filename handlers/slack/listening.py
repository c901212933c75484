"""Listening: one Bolt listener a kind; the answer rides in the acknowledgement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from bot.cards import Card
from bot.runtime.app import App
from bot.runtime.follow_ups import FollowUps
from bot.runtime.incoming import Called, Incoming, Visited
from bot.runtime.outgoing import Answer, WordedCard
from bot.runtime.platform import DeliveryError
from bot.runtime.threads import meant
from bot.texts import core
from handlers.slack import incoming
from handlers.slack.calls import call
from handlers.slack.homes import Homes
from handlers.slack.news import News
from handlers.slack.render import message
from handlers.slack.views import answer_view, errors, view
from handlers.slack.workplace import Workplace

log = structlog.get_logger("piazza.slack")

BUDGET = 1.2

Body = Mapping[str, Any]


class Listener:
    """Hands what one workspace tells to the app, and the app's answers back."""

    def __init__(self, app: App, place: Workplace) -> None:
        self.app = app
        self.client = place.client
        self.sender = place.sender
        self.home = place.home
        self.connected = place.connected
        self.homes = Homes(app, place.client, place.key)
        self.news = News(app, place.home)
        self.follow_ups = FollowUps(app)

    async def on_command(self, ack: AsyncAck, body: Body) -> None:
        """Answer a slash command in the acknowledgement, within the budget."""
        event = incoming.from_command(body, self.home)
        answer = await self._in_time(event, lambda late: self._follow_up(body, late))
        if answer is None:
            answer = self.app.moment(event)
        if answer.card is not None:
            await ack(response_type="ephemeral", **self._body(answer.card))
        else:
            await ack()
            self.follow_ups.soon(self._open(body, answer))

    async def on_press(self, ack: AsyncAck, body: Body) -> None:
        """Acknowledge a press; whatever is to be said to the presser follows."""
        event, at_home = incoming.from_press(body, self.home), incoming.is_at_home(body)

        async def follow(answer: Answer) -> None:
            if at_home and not answer.private:
                self.follow_ups.soon(self.homes.renew(event))
            await self._follow_up(body, answer)

        answer = await self._in_time(event, follow)
        await ack()
        if answer is not None:
            self.follow_ups.soon(follow(answer))

    async def on_shortcut(self, ack: AsyncAck, body: Body) -> None:
        """Acknowledge a shortcut; its form or its words follow."""
        event = incoming.from_shortcut(body, self.home)
        answer = await self._in_time(event, lambda late: self._follow_up(body, late))
        await ack()
        if answer is not None:
            self.follow_ups.soon(self._follow_up(body, answer))

    async def on_submission(self, ack: AsyncAck, body: Body) -> None:
        """Close a form, keep it open with what is wrong, or show the answer in its place."""
        event = incoming.from_submission(body, self.home)
        answer = await self._in_time(event, lambda late: self._in_view(body, late))
        if answer is None:
            answer = self.app.moment(event)
        if answer.form is not None and (wrong := errors(answer.form, body["view"])):
            await ack(response_action="errors", errors=wrong)
        elif (shown := self._view(answer)) is not None:
            await ack(response_action="update", view=shown)
        else:
            await ack(response_action="clear")

    async def on_event(self, ack: AsyncAck, body: Body) -> None:
        """Take an opened home, a reaction, what is said to us, news of people."""
        if self.connected and (news := self.news.of(body)) is not None:
            await ack()
            self.follow_ups.soon(news)
            return
        event = await self._told(body) if self.connected else None
        if event is None:
            await ack()
            return

        async def follow(answer: Answer) -> None:
            if isinstance(event.what, Visited):
                await self.homes.show(event.user, answer)
            elif not event.stranger:
                await self._reply(event, answer, incoming.thread_of(body))

        answer = await self._in_time(event, follow)
        await ack()
        if answer is not None:
            self.follow_ups.soon(follow(answer))

    async def _told(self, body: Body) -> Incoming | None:
        """What an event says; a mention in a thread may be a reply and no command."""
        event = incoming.from_event(body, self.home)
        if event is None or not isinstance(event.what, Called):
            return event
        replied = incoming.reply(body)
        return await meant(self.app, event, replied) if replied else event

    async def _in_time(
        self, event: Incoming, otherwise: Callable[[Answer], Awaitable[None]]
    ) -> Answer | None:
        """The answer if it is there within the budget; otherwise None, and it follows."""
        known = event if self.connected else replace(event, stranger=True)
        return await self.follow_ups.answer(known, BUDGET, otherwise)

    async def _open(self, body: Body, answer: Answer) -> None:
        """Open the form; when its time has run out, say so with a button that opens it."""
        if answer.form is None:
            return
        try:
            await call(
                self.client.views_open(trigger_id=body["trigger_id"], view=view(answer.form))
            )
        except DeliveryError as error:
            log.warning("form_not_opened", reason=error.reason)
            if answer.late is not None:
                await self._whisper(body, answer.late)

    async def _follow_up(self, body: Body, answer: Answer) -> None:
        if answer.form is not None:
            await self._open(body, answer)
        elif answer.card is not None:
            await self._whisper(body, answer.card)

    async def _whisper(self, body: Body, card: WordedCard) -> None:
        """Say something privately after the acknowledgement."""
        words = {"response_type": "ephemeral", "replace_original": False, **self._body(card)}
        url = body.get("response_url")
        if url and await self.sender.respond(url, words):
            return
        channel = body.get("channel_id") or (body.get("channel") or {}).get("id")
        user = body.get("user_id") or body["user"]["id"]
        await self._tell(user, channel, card)

    async def _reply(self, event: Incoming, answer: Answer, thread: str) -> None:
        """Say what a reaction or a mention led to, to whose it was; no form opens from there."""
        card = answer.card or answer.late
        if card is not None:
            await self._tell(event.user, event.channel, card, thread)

    async def _tell(
        self, user: str, channel: str | None, card: WordedCard, thread: str = ""
    ) -> None:
        """Say something to one person: in a channel where it was one, else as a direct message."""
        said = {**self._body(card), **({"thread_ts": thread} if thread else {})}
        if channel:
            await call(self.client.chat_postEphemeral(channel=channel, user=user, **said))
        else:
            await call(self.client.chat_postMessage(channel=user, mrkdwn=False, **said))

    async def _in_view(self, body: Body, answer: Answer) -> None:
        """Bring a form that was answered late up to date."""
        shown = self._view(answer) or self._card_view(None, answer.close)
        await call(self.client.views_update(view_id=body["view"]["id"], view=shown))

    def _view(self, answer: Answer) -> dict[str, Any] | None:
        if answer.form is not None:
            return view(answer.form)
        return self._card_view(answer.card, answer.close) if answer.card else None

    def _card_view(self, card: WordedCard | None, close: str) -> dict[str, Any]:
        teller = self.app.answering.teller(f"slack:{self.home}", None, "bot")
        shown = card or teller.card(Card(core("done")))
        return answer_view(shown, close or teller.words.plain(core("form.close")), self._workspace)

    @property
    def _workspace(self) -> str:
        return f"slack:{self.home}"

    def _body(self, card: WordedCard) -> dict[str, Any]:
        return message(card, self._workspace)
