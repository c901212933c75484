"""The reception: what Teams tells is handed to the app, and the app's answers back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any, Final

import structlog
from structlog.contextvars import bound_contextvars

from bot.errors import BotError
from bot.runtime.app import App, new_event_id
from bot.runtime.follow_ups import FollowUps
from bot.runtime.incoming import Chosen, Incoming, Picked, Pressed, Submitted
from bot.runtime.outgoing import Answer
from bot.runtime.platform import DeliveryError
from bot.runtime.threads import meant
from handlers.teams import extensions, files, forms, homes, incoming
from handlers.teams.checking import GUID
from handlers.teams.door import Body, Refused
from handlers.teams.files import Files
from handlers.teams.homes import Homes
from handlers.teams.incoming import PERSONAL, Unreadable, part, word
from handlers.teams.news import News, is_bot
from handlers.teams.people import People, Seen
from handlers.teams.references import Chat, Place, References
from handlers.teams.repeats import Repeats
from handlers.teams.replies import Replies

log = structlog.get_logger("piazza.teams")

# Teams sends an invoke again after fifteen seconds.
BUDGET: Final = 8.0
# So long it waits for what is sent beside the answer to arrive, too.
WITHIN: Final = 4.0

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
        kept: Files,
        homes: Homes,
    ) -> None:
        self._app = app
        self._workspace = workspace
        self._people = people
        self._references = references
        self._replies = replies
        self._files = kept
        self._homes = homes
        self._news = News(references)
        self._repeats = Repeats()
        self.follow_ups = FollowUps(app)

    async def take(self, body: Body) -> Said:
        """Take one activity; return the status, and the answer to an invoke."""
        with bound_contextvars(event_id=new_event_id()):
            try:
                return await self._take(body)
            except Unreadable as error:
                raise Refused(400, "malformed") from error
            except (DeliveryError, BotError) as error:
                # Somebody had to be looked up, or something kept: it may be told again.
                log.warning("not_taken", reason=str(error))
                raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "not now") from error

    async def _take(self, body: Body) -> Said:
        match body.get("type"):
            case "message":
                await self._on_message(body)
            case "messageReaction":
                await self._on_reaction(body)
            case "invoke":
                return await self._on_invoke(body)
            case "installationUpdate" | "conversationUpdate":
                await self._on_news(body)
        return HTTPStatus.OK, None

    async def _on_invoke(self, body: Body) -> Said:
        match body.get("name"):
            case incoming.EXECUTE:
                return HTTPStatus.OK, await self._on_press(body)
            case forms.FETCH:
                return HTTPStatus.OK, await self._on_dialog(body, Pressed(forms.fetched(body)))
            case forms.SUBMISSION:
                return HTTPStatus.OK, await self._on_dialog(body, forms.submitted(body))
            case extensions.FETCH:
                return HTTPStatus.OK, await self._on_extension(body, await self._chosen(body))
            case extensions.SUBMISSION:
                return HTTPStatus.OK, await self._on_extension(body, forms.submitted(body))
            case files.CONSENT:
                await self._on_consent(body)
                return HTTPStatus.OK, None
        return HTTPStatus.NOT_IMPLEMENTED, None

    async def _on_message(self, body: Body) -> None:
        """Take words that are for the bot; what it is not named in is not read."""
        bot = word(part(body, "recipient"), "id")
        named = {id_ for _, id_ in incoming.mentions(body)}
        if is_bot(part(body, "from")) or (incoming.scope(body) != PERSONAL and bot not in named):
            return
        if not self._repeats.is_first("said", incoming.conversation(body), word(body, "id")):
            return
        await self._meet(body)
        ids = await self._named(named - {bot}, body)
        said = incoming.from_message(body, self._workspace, ids)
        replies = incoming.replies(body, ids) if incoming.place(body) else []
        event = self._known(await meant(self._app, self._homes.asked(said), *replies), body)

        async def reply(answer: Answer) -> None:
            await self._own(body)
            await self._give(event, answer, body, WITHIN)

        if (answer := await self.follow_ups.answer(event, BUDGET, reply)) is not None:
            await reply(answer)

    async def _named(self, here: set[str], body: Body) -> Mapping[str, str]:
        """Who is mentioned; whom Teams can't tell just now is a name, as if it had been typed."""
        try:
            return await self._people.ids(here, _chat(body))
        except DeliveryError as error:
            log.warning("not_looked_up", reason=error.reason)
            return self._people.known(here)

    async def _on_press(self, body: Body) -> Any:
        await self._meet(body)
        event = self._known(incoming.from_press(body, self._workspace), body)

        async def follow(answer: Answer) -> None:
            await self._give(event, answer, body, WITHIN)

        answer = await self.follow_ups.answer(event, BUDGET, follow)
        if answer is None:
            answer = self._app.moment(event)
        shown, follows = self._replies.to_press(event, answer)
        if follows:
            await follow(answer)
        return shown

    async def _on_reaction(self, body: Body) -> None:
        """Take a reaction to a card."""
        if (reaction := incoming.from_reaction(body, self._workspace)) is None:
            return
        await self._meet(body)
        event = self._known(reaction, body)

        async def follow(answer: Answer) -> None:
            send = partial(self._replies.to_reaction, event, answer)
            await self.follow_ups.give(event, answer, send, WITHIN)

        if (answer := await self.follow_ups.answer(event, BUDGET, follow)) is not None:
            await follow(answer)

    async def _on_dialog(self, body: Body, what: Pressed | Submitted) -> Any:
        """Open a form; close it, or keep it open with what is wrong and all that was typed."""
        await self._meet(body)
        event = incoming.from_dialog(body, self._workspace, what)
        return await self._in_dialog(body, event, BUDGET, WITHIN)

    async def _on_extension(self, body: Body, what: Picked | Chosen | Submitted) -> Any:
        """The same where Piazza may not be: of that place nothing is noted."""
        self._meet_person(body)
        event = incoming.from_extension(body, self._workspace, what)
        return await self._in_dialog(body, event, extensions.BUDGET, extensions.WITHIN)

    async def _chosen(self, body: Body) -> Picked | Chosen:
        """A shortcut, whoever wrote the message by the id of the directory."""
        what = extensions.chosen(body)
        if isinstance(what, Chosen) or not what.author:
            return what
        if GUID.fullmatch(what.author):
            return replace(what, author=what.author.lower())
        # It may be the id that Teams has for somebody and this bot.
        ids = await self._people.ids([what.author], _chat(body))
        return replace(what, author=ids.get(what.author, ""))

    async def _in_dialog(self, body: Body, event: Incoming, budget: float, within: float) -> Any:
        event, home = self._known(event, body), homes.place_of(body)

        async def renew() -> None:
            await self._homes.renew(event, incoming.conversation(body), home)

        async def follow(answer: Answer) -> None:
            await self._give(event, answer, body, within)
            if home and not answer.private:
                self.follow_ups.soon(renew())

        answer = await self.follow_ups.answer(event, budget, follow)
        if answer is None:
            answer = self._app.moment(event)
        shown, follows = await self._replies.in_dialog(event, answer)
        if follows:
            await follow(answer)
        elif home and answer.form is None and not answer.private:
            self.follow_ups.soon(renew())
        return homes.carrying(shown, home) if home else shown

    async def _give(self, event: Incoming, answer: Answer, body: Body, within: float) -> None:
        """Give somebody an answer that is a message of its own."""
        send = partial(self._replies.reply, event, answer, _thread(body))
        await self.follow_ups.give(event, answer, send, within)

    async def _on_consent(self, body: Body) -> None:
        """Take whether a file is wanted; it is put there behind the answer."""
        if incoming.scope(body) != PERSONAL:
            # The question goes, and may be made up: elsewhere that would be what everybody reads.
            raise Unreadable("a file for more than one")
        accepted = self._files.accepted(body)
        asked = incoming.conversation(body), word(body, "replyToId") or word(body, "id")
        if not self._repeats.is_first("answered", *asked):
            return
        await self._meet(body)
        question = {"channel": incoming.conversation(body), "message": word(body, "replyToId")}
        who = incoming.user(body)
        self.follow_ups.soon(self._replies.to_consent(who, question, accepted))

    async def _on_news(self, body: Body) -> None:
        """Note where the bot is; greet who has just installed it."""
        await self._news.take(body)
        if self._news.joins(body):
            self.follow_ups.soon(self._get_to_know())
        greeted = "greeted", incoming.conversation(body)
        if self._news.leaves(body):
            self._repeats.forget(*greeted)
        if not self._news.greets(body) or not self._repeats.is_first(*greeted):
            return
        await self._meet(body)
        event = self._known(incoming.welcomed(body, self._workspace), body)

        async def greet(answer: Answer) -> None:
            await self._own(body)
            await self._give(event, answer, body, WITHIN)

        if (answer := await self.follow_ups.answer(event, BUDGET, greet)) is not None:
            await greet(answer)

    async def _get_to_know(self) -> None:
        """Learn who is in a team or chat that was just joined."""
        registry, platforms = self._app.registry, self._app.platforms
        await registry.fetch_roster(platforms[self._workspace.partition(":")[0]], self._workspace)

    async def _meet(self, body: Body) -> None:
        self._meet_person(body)
        if (channel := incoming.place(body)) is not None:
            team = word(part(part(body, "channelData"), "team"), "id")
            place = Place(channel, _chat(body).service_url, team)
            self.follow_ups.soon(self._references.notice(place))

    def _meet_person(self, body: Body) -> None:
        seen = Seen(
            _chat(body),
            word(body, "locale").partition("-")[0].lower(),
            word(body, "localTimezone"),
        )
        here = incoming.text(part(body, "from"), "id")
        self._people.meet(incoming.user(body), here, seen)

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


def _chat(body: Body) -> Chat:
    return Chat(incoming.conversation(body), incoming.text(body, "serviceUrl"))


def _thread(body: Body) -> Chat:
    """Where an answer in place goes: into the thread in which it was asked."""
    whole = incoming.text(part(body, "conversation"), "id")
    return Chat(whole, incoming.text(body, "serviceUrl"))
