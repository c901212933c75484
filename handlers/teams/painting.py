"""Painting: the words of a card as paragraphs, as much of them as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from bot.runtime.outgoing import Run, Runs, WordedCard, WordedSection
from handlers.teams.limits import DOTS, Payload, clean, one_line, weight
from handlers.teams.mentions import NAME, Mentions, is_tame

# What a stretch of text and a paragraph weigh beside their words.
RUN, PARAGRAPH, BLOCK = 90, 90, 120
# So many lines need no bullets.
FEW: Final = 2
# Of a list that is longer each line would weigh too much beside its bullet: it stands in the line.
MANY: Final = 30
BULLET: Final = Run("• ")
# What a line of a list weighs beside its paragraph.
LINE: Final = 260
# What stands for somebody who is called, where it is asked what the words around mean.
SOMEBODY: Final = "A"


class Painter:
    """Draws as much as there is room for; once something did not go in, nothing more does."""

    def __init__(self, room: int, mentions: Mentions) -> None:
        self._room = room
        self._mentions = mentions

    def card(self, card: WordedCard, image: Payload | None) -> Iterator[Payload]:
        """What a card says, from top to bottom; its picture as `image`, if it can be shown."""
        yield from self._paragraphs(card.text)
        if quoted := list(self._paragraphs((Run(card.quote),))):
            yield {"type": "Container", "style": "emphasis", "items": quoted}
        drawn = self._drawn(len(card.lines))
        for line in card.lines:
            yield from drawn(line)
        yield from self._facts(card.facts)
        for section in card.sections:
            yield from self._section(section)
        if image is not None:
            yield image
        if card.picture is not None:
            yield from self._paragraphs((Run(card.picture.alt),))
        if card.file is not None:
            yield from self._paragraphs((Run(card.file.missing),))

    def _drawn(self, lines: int) -> Callable[[Runs], Iterator[Payload]]:
        """How a line is drawn, of so many."""
        if lines > MANY:
            return lambda line: self._beside((BULLET, *line))
        return self._listed if lines > FEW else self._beside

    def _beside(self, line: Runs) -> Iterator[Payload]:
        return self._paragraphs(line, spacing="Small")

    def _listed(self, line: Runs) -> Iterator[Payload]:
        """A line of a list: what does not go into one line stands below its words."""
        if self._room > 0 >= self._room - LINE:
            yield paragraph([run(DOTS)])
        self._room -= LINE
        if items := list(self._paragraphs(line)):
            bullet = {"type": "Column", "width": "auto", "items": [paragraph([run("•")])]}
            said = {"type": "Column", "width": "stretch", "spacing": "Small", "items": items}
            yield {"type": "ColumnSet", "spacing": "Small", "columns": [bullet, said]}

    def _section(self, section: WordedSection) -> Iterator[Payload]:
        title = tuple(replace(one, bold=True) for one in section.title)
        items = [*self._paragraphs(title), *self._facts(section.facts)]
        if items:
            yield {"type": "Container", "separator": True, "items": items}

    def _facts(self, facts: tuple[tuple[str, Runs], ...]) -> Iterator[Payload]:
        for label, value in facts:
            name = (Run(f"{label}: ", bold=True),) if label.strip() else ()
            yield from self._paragraphs((*name, *value), spacing="Small")

    def _paragraphs(self, runs: Runs, **more: str) -> Iterator[Payload]:
        """A paragraph for each line of some words: a stretch of text has no line breaks."""
        for line in _lines(runs, self._room):
            if self._room <= 0:
                return
            if line:
                yield from ({**one, **more} for one in self._paragraph(line))

    def _paragraph(self, line: list[Run]) -> Iterator[Payload]:
        """A line in which people are called, or named and called below it, or only words."""
        found = [self._mentions.of(one.person) for one in line]
        called = [mention for mention in found if mention]
        pairs = list(zip(line, found, strict=True))
        around = "".join(SOMEBODY if mention else one.text for one, mention in pairs)
        if called and is_tame(around):
            words = "".join(mention["text"] if mention else one.text for one, mention in pairs)
            if drawn := self._calling(words, called, _is_bold(line)):
                yield drawn
                return
        yield paragraph(self._inlines(line))
        if called and self._room > 0:
            words = " ".join(dict.fromkeys(one["text"] for one in called))
            if drawn := self._calling(words, called, bold=False):
                yield drawn

    def _calling(self, words: str, called: list[Payload], bold: bool) -> Payload | None:
        """Words with mentions, which nothing but a block of text can have; None: no room."""
        used = self._mentions.used
        fresh = [one for n, one in enumerate(called) if one not in used and one not in called[:n]]
        price = BLOCK + weight(words) + sum(map(weight, fresh))
        if price > self._room:
            return None
        self._room -= price
        used.extend(fresh)
        return {"type": "TextBlock", "text": words, "wrap": True, **_weight(bold)}

    def _inlines(self, line: list[Run]) -> list[Payload]:
        """The same words in as few stretches as there can be."""
        if self._room <= PARAGRAPH:
            self._room = 0
            return [run(DOTS)]
        # Once for all its stretches: a list of commands has three in each line.
        self._room -= PARAGRAPH
        found: list[Payload] = []
        for bold, some in groupby(line, key=lambda one: one.bold):
            if self._room > 0:
                found.append(run(self._fitting("".join(one.text for one in some)), bold))
        return found

    def _fitting(self, text: str) -> str:
        """A stretch of text, or what there is room for of it."""
        price = RUN + weight(text)
        if price <= self._room:
            self._room -= price
            return text
        # Twelve bytes are the most that a character takes.
        kept = text[: max(self._room - RUN, 0) // 12].rstrip()
        self._room = 0
        return kept + DOTS


def _lines(runs: Runs, most: int) -> Iterator[list[Run]]:
    """Clean stretches of text that are not empty, line by line.

    No more is looked at than there could be room for.
    """
    line: list[Run] = []
    for one in runs:
        if most < 0:
            break
        words = one_line(one.text, NAME) or DOTS if one.person else one.text[: most + 1]
        most -= len(words)
        for number, part in enumerate(clean(words).splitlines() or [""]):
            if number:
                yield line
                line = []
            if part.strip() or (part and not number):
                line.append(replace(one, text=part))
        if words.endswith("\n"):
            yield line
            line = []
    yield line


def _is_bold(line: list[Run]) -> bool:
    """A block of text is bold as a whole or not at all."""
    return all(one.bold for one in line if one.text.strip())


def run(text: str, bold: bool = False) -> Payload:
    """A stretch of text, which nobody reads as markdown."""
    return {"type": "TextRun", "text": text, **_weight(bold)}


def paragraph(inlines: list[Payload]) -> Payload:
    """Some stretches of text."""
    return {"type": "RichTextBlock", "inlines": inlines}


def _weight(bold: bool) -> Payload:
    return {"weight": "Bolder"} if bold else {}
