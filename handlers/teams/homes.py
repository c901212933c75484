"""Homes: a card that shows somebody what is theirs, renewed as they press its buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from bot.runtime.app import App
from bot.runtime.incoming import Called, Incoming, Visited
from bot.runtime.outgoing import WordedButton, WordedCard, plain
from handlers.teams import incoming, limits
from handlers.teams.forms import opener
from handlers.teams.incoming import DRAWING, PERSONAL, Body, part, word
from handlers.teams.limits import DOTS, Payload, one_line, weight
from handlers.teams.painting import paragraph, run
from handlers.teams.render import ADAPTIVE, VERSION, adaptive
from handlers.teams.send import Sender
from handlers.teams.words import named

# In what a form sends that was opened in a home: the message of the home.
MESSAGE: Final = "home"


def message(cards: Iterable[WordedCard], drawing: str) -> Payload:
    """Draw cards under each other as one message, as many as go into it."""
    cards, body, room = list(cards), list[Payload](), limits.CARD
    for card in cards:
        drawn = {"type": "Container", "separator": bool(body), "items": _part(card, drawing)}
        room -= weight(drawn)
        if room < 0:
            body.append(paragraph([run(DOTS)]))
            break
        body.append(drawn)
    content = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "msteams": {"width": "full"},
        "body": body or [paragraph([run(DOTS)])],
    }
    return {
        "type": "message",
        "summary": one_line(plain(cards[0].text), limits.SUMMARY) if cards else DOTS,
        "attachments": [{"contentType": ADAPTIVE, "content": content}],
    }


def _part(card: WordedCard, drawing: str) -> list[Payload]:
    items: list[Payload] = adaptive(replace(card, buttons=()), drawing)["body"]
    actions = [_action(one, drawing) for one in card.buttons[: limits.BUTTONS] if one.token]
    return [*items, {"type": "ActionSet", "actions": actions}] if actions else items


def _action(button: WordedButton, drawing: str) -> Payload:
    """A button that opens what it leads to at once, be it a form or some words."""
    action = opener(button)
    return {**action, "data": {**action["data"], DRAWING: drawing}}


def place_of(body: Body) -> str:
    """The home's message, where a button of it or a form opened there was used; or empty.

    What a form sends may be made up: only in one's own chat is there nobody else to be misled.
    """
    data = part(part(body, "value"), "data")
    if incoming.scope(body) != PERSONAL:
        return ""
    return word(data, MESSAGE) or (word(body, "replyToId") if word(data, DRAWING) else "")


def carrying(shown: Mapping[str, Any], home: str) -> Mapping[str, Any]:
    """A dialog whose form says, when it is sent off, in which home it was opened."""
    task = shown["task"]
    if task["type"] == "continue":
        for action in task["value"]["card"]["content"]["actions"]:
            action["data"][MESSAGE] = home
    return shown


class Homes:
    """Shows people their homes in one tenant."""

    def __init__(self, app: App, sender: Sender) -> None:
        self._app = app
        self._sender = sender
        self._names = named(app.catalogue, app.house.router)

    def asked(self, event: Incoming) -> Incoming:
        """The event as a visit, where its words ask for the home."""
        what = event.what
        asks = isinstance(what, Called) and what.command in self._names and not what.typed()
        return replace(event, what=Visited()) if asks else event

    async def renew(self, event: Incoming, conversation: str, home: str) -> None:
        """Show a home as it stands after what was done in it."""
        answer = await self._app.handle(replace(event, what=Visited()))
        if answer.home:
            place = {"channel": conversation, "message": home}
            await self._sender.update(place, message(answer.home, event.key))
