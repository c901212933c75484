"""Replies: what was asked is answered in place, or alone with whoever asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

import structlog

from bot.runtime.app import App
from bot.runtime.catalogue import Catalogue
from bot.runtime.incoming import Incoming
from bot.runtime.outgoing import Answer, Run, WordedCard, plain
from bot.runtime.platform import DeliveryError
from bot.runtime.words import Words
from bot.texts import Text, core
from handlers.teams.people import People
from handlers.teams.references import Chat
from handlers.teams.render import message
from handlers.teams.send import Sender

log = structlog.get_logger("piazza.teams")

ROOM: Final = "teams"
TRIES: Final = 3
# Whoever waits for an answer does not wait longer.
PATIENCE: Final = 10.0


def learn(catalogue: Catalogue) -> None:
    """Add these words to those of Piazza and its skills."""
    catalogue.add(ROOM, Path(__file__).parent)


def toast(said: str) -> Mapping[str, Any]:
    """The answer to a press, which only whoever pressed sees for a moment."""
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": said,
    }


class Replies:
    """Words and sends answers in one tenant."""

    def __init__(self, app: App, sender: Sender, people: People) -> None:
        self._app = app
        self._sender = sender
        self._people = people

    async def reply(self, event: Incoming, answer: Answer, here: Chat) -> None:
        """Answer words that were said to the bot."""
        card = self._without_form(event, answer) if answer.form is not None else answer.card
        if card is not None:
            await self.whisper(event, card, here)

    async def whisper(self, event: Incoming, card: WordedCard, here: Chat) -> None:
        """Say something to whoever asked: where nobody else reads, or in their own chat."""
        drawn = message(card, event.key)
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
            line = WordedCard((Run(self._words(event).plain(Text("not_installed"))),))
            await _patiently(lambda: self._sender.post(here, message(line, event.key)))

    def at_once(self, event: Incoming, answer: Answer) -> tuple[str, bool]:
        """What whoever pressed reads at once, and whether a card follows that says the rest."""
        words = self._words(event)
        if answer.form is not None:
            return words.plain(Text("no_form_here")), False
        if answer.card is None:
            return words.within("bot").plain(core("done")), False
        if _is_short(answer.card):
            return plain(answer.card.text), False
        return words.plain(Text("written")), True

    def _without_form(self, event: Incoming, answer: Answer) -> WordedCard:
        """What was wrong or is missing, and what was typed: no form can be opened here yet."""
        assert answer.form is not None
        line = Run(self._words(event).plain(Text("no_form")))
        wrong = tuple((Run(one.problem),) for one in answer.form.fields if one.problem)
        return WordedCard((line,), quote=answer.late.quote if answer.late else "", lines=wrong)

    def _words(self, event: Incoming) -> Words:
        company = self._app.house.company
        told = self._people.language_of(event.user)
        language = told if told in company.languages else company.languages[0]
        return Words(self._app.catalogue, language, company.zone, ROOM)


def _is_short(card: WordedCard) -> bool:
    rest = (card.quote, card.lines, card.facts, card.sections, card.buttons)
    return not any(rest) and card.picture is None and card.file is None


async def _patiently(send: Callable[[], Awaitable[Mapping[str, str]]]) -> Mapping[str, str]:
    """Send, and wait for as long as a person would where Teams asks for it."""
    for _ in range(TRIES - 1):
        try:
            return await send()
        except DeliveryError as error:
            if error.retry_after is None or error.retry_after > PATIENCE:
                raise
            await asyncio.sleep(error.retry_after)
    return await send()
