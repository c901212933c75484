"""Cards as Adaptive Cards: plain data in the schema that every Teams client knows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from bot.runtime.outgoing import Run, Runs, WordedButton, WordedCard, WordedSection, plain
from handlers.teams import limits
from handlers.teams.limits import DOTS, Payload, clean, one_line, weight

VERSION: Final = "1.5"
ADAPTIVE: Final = "application/vnd.microsoft.card.adaptive"
VERB: Final = "piazza"
# What a stretch of text and a paragraph weigh beside their words.
RUN, PARAGRAPH = 90, 90
# How much is tried to be shown: nearly always the first goes in.
ROOMS: Final = (24_000, 12_000, 6_000, 0)


def message(card: WordedCard, nonce: str) -> Payload:
    """Draw a card as a message activity; a press on this drawing counts once by its `nonce`."""
    content = adaptive(card, nonce)
    return {
        "type": "message",
        # What a notification shows; there is no text, which would be read as markdown.
        "summary": one_line(plain(card.text), limits.SUMMARY) or DOTS,
        "attachments": [{"contentType": ADAPTIVE, "content": content}],
    }


def adaptive(card: WordedCard, nonce: str) -> Payload:
    """Draw a card inside every limit: too much is cut, and said to be."""
    actions = list(_actions(card.buttons, nonce))
    for room in ROOMS:
        drawn = _whole(list(_Painter(room).card(card)), actions)
        if weight(drawn) <= limits.CARD:
            break
    return drawn


def _whole(body: list[Payload], actions: list[Payload]) -> Payload:
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "msteams": {"width": "full"},
        "body": body or [paragraph([run(DOTS)])],
        **({"actions": actions} if actions else {}),
    }


def _actions(buttons: tuple[WordedButton, ...], nonce: str) -> Iterator[Payload]:
    left = limits.TOKENS
    for button in buttons[: limits.BUTTONS]:
        left -= weight(button.token)
        if left < 0 or not button.token:
            return
        yield {
            "type": "Action.Execute",
            "title": one_line(button.label, limits.BUTTON) or DOTS,
            "verb": VERB,
            "data": {"token": button.token, "nonce": nonce},
        }


class _Painter:
    """Draws as much as there is room for; once something did not go in, nothing more does."""

    def __init__(self, room: int) -> None:
        self._room = room

    def card(self, card: WordedCard) -> Iterator[Payload]:
        """What a card says, from top to bottom."""
        yield from self._paragraphs(card.text)
        if quoted := list(self._paragraphs((Run(card.quote),))):
            yield {"type": "Container", "style": "emphasis", "items": quoted}
        for line in card.lines:
            yield from self._paragraphs((Run("• "), *line), spacing="Small")
        yield from self._facts(card.facts)
        for section in card.sections:
            yield from self._section(section)
        # A picture or a file does not fit into a card; their words do.
        if card.picture is not None:
            yield from self._paragraphs((Run(card.picture.alt),))
        if card.file is not None:
            yield from self._paragraphs((Run(card.file.missing),))

    def _section(self, section: WordedSection) -> Iterator[Payload]:
        title = tuple(Run(run.text, bold=True) for run in section.title)
        items = [*self._paragraphs(title), *self._facts(section.facts)]
        if items:
            yield {"type": "Container", "separator": True, "items": items}

    def _facts(self, facts: tuple[tuple[str, Runs], ...]) -> Iterator[Payload]:
        for label, value in facts:
            name = (Run(f"{label}: ", bold=True),) if label.strip() else ()
            yield from self._paragraphs((*name, *value), spacing="Small")

    def _paragraphs(self, runs: Runs, **more: str) -> Iterator[Payload]:
        """A paragraph for each line of some words: a stretch of text has no line breaks."""
        if self._room <= 0:
            return
        inlines: list[Payload] = []
        for text, bold in _joined(_pieces(runs, self._room)):
            if text == "\n":
                if inlines:
                    yield {**paragraph(inlines), **more}
                inlines = []
            elif self._room > 0:
                inlines.append(run(self._fitting(text), bold))
        if inlines:
            yield {**paragraph(inlines), **more}

    def _fitting(self, text: str) -> str:
        """A stretch of text, or what there is room for of it."""
        price = RUN + weight(text)
        if price + PARAGRAPH <= self._room:
            self._room -= price + PARAGRAPH
            return text
        # Twelve bytes are the most that a character takes.
        kept = text[: max(self._room - RUN - PARAGRAPH, 0) // 12].rstrip()
        self._room = 0
        return kept + DOTS


def _pieces(runs: Runs, most: int) -> Iterator[tuple[str, bool]]:
    """Clean stretches of text that are not empty, and the line breaks between them.

    No more is looked at than there could be room for.
    """
    for run in runs:
        if most < 0:
            return
        words = run.text[: most + 1]
        most -= len(words)
        for number, line in enumerate(clean(words).splitlines() or [""]):
            if number:
                yield "\n", False
            if line.strip() or (line and not number):
                yield line, run.bold
        if words.endswith("\n"):
            yield "\n", False


def _joined(pieces: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """The same words in as few stretches as there can be."""
    for bold, some in groupby(pieces, key=lambda one: None if one[0] == "\n" else one[1]):
        if bold is None:
            yield from some
        else:
            yield "".join(text for text, _ in some), bold


def run(text: str, bold: bool = False) -> Payload:
    """A stretch of text, which nobody reads as markdown."""
    return {"type": "TextRun", "text": text, **({"weight": "Bolder"} if bold else {})}


def paragraph(inlines: list[Payload]) -> Payload:
    """Some stretches of text."""
    return {"type": "RichTextBlock", "inlines": inlines}
