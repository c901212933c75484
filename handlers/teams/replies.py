"""Replies: what was asked is answered in place, or alone with whoever asked."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import structlog

from bot.runtime.app import App
from bot.runtime.incoming import Called, Incoming, Reacted
from bot.runtime.outgoing import Answer, Run, WordedCard, WordedForm, plain
from bot.runtime.platform import DeliveryError
from bot.runtime.words import Words
from bot.texts import Text, core
from handlers.teams import homes
from handlers.teams.files import Accepted, Files
from handlers.teams.forms import asks_for_people, dialog, ended, opener, people_in
from handlers.teams.limits import Payload
from handlers.teams.people import People
from handlers.teams.pictures import image
from handlers.teams.references import Chat, References
from handlers.teams.render import ADAPTIVE, adaptive, message
from handlers.teams.send import Sender
from handlers.teams.words import ROOM

log = structlog.get_logger("piazza.teams")

# For how many seconds a failed answer rests before each further try, and up to half of it more.
RESTS: Final = (0.5, 2.0)
# As many people are listed where a program can't search for them.
LISTED: Final = 80
# Whoever waits for an answer does not wait longer.
PATIENCE: Final = 10.0


def toast(said: str) -> Mapping[str, Any]:
    """The answer to a press, which only whoever pressed sees for a moment."""
    return _answer("application/vnd.microsoft.activity.message", said)


def _answer(kind: str, value: object) -> Mapping[str, Any]:
    return {"statusCode": 200, "type": kind, "value": value}


class Replies:
    """Words and sends answers in one tenant."""

    def __init__(
        self,
        app: App,
        workspace: str,
        sender: Sender,
        people: People,
        references: References,
        files: Files,
    ) -> None:
        self._app = app
        self._workspace = workspace
        self._files = files
        self._sender = sender
        self._people = people
        self._references = references

    async def reply(self, event: Incoming, answer: Answer, here: Chat) -> None:
        """Answer words that were said to the bot."""
        if answer.form is not None:
            await self._offer(event, answer, here)
        elif answer.home:
            await self._hand(event, homes.message(answer.home, event.key), here)
        elif answer.card is not None:
            await self.whisper(event, answer.card, here)

    async def _offer(self, event: Incoming, answer: Answer, here: Chat) -> None:
        """A button that opens the form: from words, and from most buttons, Teams opens none."""
        late = answer.late or WordedCard(())
        # A press kept nothing waiting: why there is a button is not that it took too long.
        words = self._words(event.user).within("bot").runs(core("form.aloud"))
        card = late if isinstance(event.what, Called) else replace(late, text=words)
        if answer.form is not None and not card.quote:
            # Nothing was typed that could be changed and sent.
            named = tuple(replace(one, label=answer.form.title) for one in card.buttons)
            card = replace(card, buttons=named)
        await self.whisper(event, card, here, opens=True)

    async def whisper(
        self, event: Incoming, card: WordedCard, here: Chat, *, opens: bool = False
    ) -> None:
        """Say something to whoever asked: where nobody else reads, or in their own chat."""
        drawn = message(card, event.key, image=await image(card))
        if opens:
            content = drawn["attachments"][0]["content"]
            content["actions"] = [opener(one) for one in card.buttons]
        await self._hand(event, drawn, here)

    async def _hand(self, event: Incoming, drawn: Payload, here: Chat) -> None:
        """Give whoever asked a message that is theirs alone."""
        if event.channel is None:
            await _patiently(lambda: self._sender.post(here, drawn))
            return
        if event.stranger:
            return
        try:
            await _patiently(lambda: self._sender.tell(event.user, drawn))
        except DeliveryError as error:
            if not error.final:
                raise
            log.info("not_installed", reason=error.reason)
            words = self._aloud(event.user).plain(Text("not_installed"))
            line = WordedCard((Run(words),))
            await _patiently(lambda: self._sender.post(here, message(line, event.key)))

    def to_press(self, event: Incoming, answer: Answer) -> tuple[Mapping[str, Any], bool]:
        """What whoever pressed sees at once: words, or the card as everybody will see it.

        And whether a card follows that says the rest.
        """
        if answer.newer is not None and answer.card is None:
            newer = adaptive(answer.newer, event.key, event.workspace)
            return _answer(ADAPTIVE, newer), False
        said, follows = self.at_once(event, answer)
        return toast(said), follows

    async def to_reaction(self, event: Incoming, answer: Answer) -> None:
        """Say what a reaction led to, alone to whose it was.

        Nobody waits for an answer to one that only stands for another, nor is there one in place.
        """
        card = answer.card or answer.late
        assert isinstance(event.what, Reacted)
        if card is None or event.what.emoji not in self._app.house.router.reactions:
            return
        try:
            await _patiently(lambda: self._sender.tell(event.user, message(card, event.key)))
        except DeliveryError as error:
            if not error.final:
                raise
            log.info("not_installed", reason=error.reason)

    async def to_consent(
        self, user: str, question: Mapping[str, str], accepted: Accepted | None
    ) -> None:
        """Put a file where somebody wants it, if they do; the question goes in any case."""
        if accepted is not None:
            shown = await self._put(user, accepted)
            await _patiently(lambda: self._sender.tell(user, shown))
        if question["message"]:
            await self._sender.remove(question)

    async def _put(self, user: str, accepted: Accepted) -> Payload:
        try:
            return await self._files.put(accepted)
        except DeliveryError as error:
            log.warning("file_not_put", reason=error.reason)
            words = self._words(user).plain(Text("file_failed"))
            return message(WordedCard((Run(words),)), "")

    def at_once(self, event: Incoming, answer: Answer) -> tuple[str, bool]:
        """What whoever pressed reads at once, and whether a card follows that says the rest."""
        words = self._words(event.user)
        if answer.form is not None:
            return words.plain(Text("form_written")), True
        if answer.card is None:
            return words.within("bot").plain(core("done")), False
        if _is_short(answer.card):
            return plain(answer.card.text), False
        return words.plain(Text("written")), True

    async def in_dialog(self, event: Incoming, answer: Answer) -> tuple[Mapping[str, Any], bool]:
        """What a dialog shows next, and whether a card follows that says the rest."""
        if answer.form is not None:
            return dialog(answer.form, await self._names(answer.form)), False
        said, follows = self.at_once(event, answer)
        return ended(said), follows

    async def _names(self, form: WordedForm) -> Mapping[str, str]:
        """Those of the people who are filled in, and of all in a company that has not too many."""
        if not asks_for_people(form):
            return {}
        listed = await self._references.listed(LISTED)
        filled = await self._references.names(sorted(people_in(form) - listed.keys()))
        return {**filled, **listed}

    def _words(self, user: str) -> Words:
        """Words for nobody but whoever asked, in the language they have chosen."""
        chosen = self._app.answering.language_of(self._workspace, user)
        return self._in(chosen) if chosen else self._aloud(user)

    def _aloud(self, user: str) -> Words:
        """Words where others may read: what somebody chose here, nobody learns from them."""
        return self._in(self._people.language_of(user))

    def _in(self, language: str) -> Words:
        company = self._app.house.company
        known = language if language in company.languages else company.languages[0]
        return Words(self._app.catalogue, known, company.zone, ROOM, slash="")


def _is_short(card: WordedCard) -> bool:
    rest = (card.quote, card.lines, card.facts, card.sections, card.buttons)
    return not any(rest) and card.picture is None and card.file is None


async def _patiently(send: Callable[[], Awaitable[Mapping[str, str]]]) -> Mapping[str, str]:
    """Send, and again where that may help, for as long as a person would wait.

    An answer that comes twice is better than none: it is kept nowhere else.
    """
    for rest in RESTS:
        try:
            return await send()
        except DeliveryError as error:
            wait = error.retry_after or random.uniform(rest, 1.5 * rest)  # noqa: S311
            if error.final or error.pause or wait > PATIENCE:
                raise
            await asyncio.sleep(wait)
    return await send()
