"""Cards as Adaptive Cards: plain data in the schema that every Teams client knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.runtime.outgoing import Runs, WordedCard, plain
from handlers.teams import limits
from handlers.teams.limits import DOTS, Payload, one_line, weight
from handlers.teams.mentions import Mentions
from handlers.teams.painting import Painter, paragraph, run

VERSION: Final = "1.5"
ADAPTIVE: Final = "application/vnd.microsoft.card.adaptive"
VERB: Final = "piazza"
# How much is tried to be shown: nearly always the first goes in.
ROOMS: Final = (24_000, 12_000, 6_000, 0)


def message(
    card: WordedCard, nonce: str, workspace: str = "", image: Payload | None = None
) -> Payload:
    """Draw a card as a message activity; a press on this drawing counts once by its `nonce`.

    People of a `workspace` are called, without one only named; `image` is the card's picture.
    """
    content = adaptive(card, nonce, workspace, image)
    return {
        "type": "message",
        # What a notification shows; there is no text, which would be read as markdown.
        "summary": one_line(plain(card.text), limits.SUMMARY) or DOTS,
        "attachments": [{"contentType": ADAPTIVE, "content": content}],
    }


def adaptive(
    card: WordedCard, nonce: str, workspace: str = "", image: Payload | None = None
) -> Payload:
    """Draw a card inside every limit: too much is cut, and said to be."""
    actions = list(_actions(card, nonce))
    written = "\n".join(_words(card)) if workspace else ""
    for room, shown in _attempts(image):
        mentions = Mentions(workspace, written)
        body = list(Painter(room, mentions).card(card, shown))
        drawn = _whole(body, actions, mentions.used)
        if weight(drawn) <= limits.CARD:
            break
    return drawn


def _attempts(image: Payload | None) -> Iterator[tuple[int, Payload | None]]:
    """How much may be written in each attempt, and whether beside the picture."""
    if image is not None:
        yield ROOMS[0], image
    for room in ROOMS:
        yield room, None


def _whole(body: list[Payload], actions: list[Payload], mentions: list[Payload]) -> Payload:
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "msteams": {"width": "full", **({"entities": mentions} if mentions else {})},
        "body": body or [paragraph([run(DOTS)])],
        **({"actions": actions} if actions else {}),
    }


def _actions(card: WordedCard, nonce: str) -> Iterator[Payload]:
    left = limits.TOKENS
    for button in card.buttons[: limits.BUTTONS]:
        left -= weight(button.token)
        if left < 0 or not button.token:
            return
        about = {"about": card.about} if card.about else {}
        yield {
            "type": "Action.Execute",
            "title": one_line(button.label, limits.BUTTON) or DOTS,
            "verb": VERB,
            "data": {"token": button.token, "nonce": nonce, **about},
        }


def _words(card: WordedCard) -> Iterator[str]:
    """All that a card says, but for what is on its buttons."""
    yield plain(card.text)
    yield card.quote
    yield from map(plain, card.lines)
    yield from _facts(card.facts)
    for section in card.sections:
        yield plain(section.title)
        yield from _facts(section.facts)
    if card.picture is not None:
        yield card.picture.alt


def _facts(facts: tuple[tuple[str, Runs], ...]) -> Iterator[str]:
    for label, value in facts:
        yield f"{label}: {plain(value)}"
