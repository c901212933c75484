"""Cards cut down to what one Slack message may hold; nearly all are inside already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, TypeAlias, TypeVar

from bot.runtime.outgoing import Run, Runs, WordedButton, WordedCard, WordedSection
from handlers.slack import limits
from handlers.slack.limits import DOTS, clean, cut, sendable, units

Fact: TypeAlias = tuple[str, Runs]
Item = TypeVar("Item")

# What a stretch of text costs beyond its characters: the id of a mention, and enough that a
# thousand tiny stretches do not pass.
OVERHEAD: Final = 16
TEXT: Final = 4000
LINE: Final = 2000
NAME: Final = 300
# Two blocks a section, beside the leading ones and the buttons, make 50.
SECTIONS: Final = 22
ACTIONS: Final = 2 * limits.BUTTONS
TOKENS: Final = 8000


def fitted(card: WordedCard) -> WordedCard:
    """The card itself when it is inside every limit, else as much of it as goes in."""
    return card if _small(card) else _shortened(card)


def _small(card: WordedCard) -> bool:
    for button in card.buttons:
        if not sendable(button.token, limits.BUTTON_VALUE):
            return False
    if len(card.sections) > SECTIONS or len(card.buttons) > ACTIONS:
        return False
    # Half of what is allowed: a character may count twice.
    return _length(card) * 2 <= limits.MESSAGE


def _length(card: WordedCard) -> int:
    length = len(card.quote) + _runs_length(card.text)
    for line in card.lines:
        length += OVERHEAD + _runs_length(line)
    length += _facts_length(card.facts)
    for section in card.sections:
        length += OVERHEAD + _runs_length(section.title) + _facts_length(section.facts)
    for button in card.buttons:
        length += OVERHEAD + len(button.token) + len(button.label)
    return length


def _runs_length(runs: Runs) -> int:
    length = 0
    for run in runs:
        length += OVERHEAD + len(run.text)
    return length


def _facts_length(facts: tuple[Fact, ...]) -> int:
    length = 0
    for label, value in facts:
        length += OVERHEAD + len(label) + _runs_length(value)
    return length


def _shortened(card: WordedCard) -> WordedCard:
    buttons = _affordable(card.buttons)
    room = Room(limits.MESSAGE - sum(map(_button_cost, buttons)))
    text = room.runs(card.text, TEXT)
    quote = room.words(card.quote, TEXT)
    lines = room.items((shorter(line, LINE) for line in card.lines), _cost, (Run(DOTS),))
    facts = room.items(map(_shorter_fact, card.facts), _fact_cost, (DOTS, ()))
    sections = tuple(room.section(one) for one in card.sections[:SECTIONS] if room.left > 0)
    if len(sections) < len(card.sections):
        sections = (*sections[: SECTIONS - 1], WordedSection((Run(DOTS),), ()))
    return replace(
        card, text=text, quote=quote, lines=lines, facts=facts, sections=sections, buttons=buttons
    )


class Room:
    """The characters still free in a message; once something did not go in, nothing more does."""

    def __init__(self, left: int) -> None:
        self.left = left

    def runs(self, runs: Runs, most: int) -> Runs:
        """As much of some runs as goes in, and at most `most` characters."""
        kept = shorter(runs, min(most, self.left))
        self.left -= _cost(kept)
        return kept

    def words(self, words: str, most: int) -> str:
        """As much of somebody's words as goes in."""
        kept = cut(clean(words), max(1, min(most, self.left)))
        self.left -= units(kept)
        return kept

    def items(
        self, items: Iterable[Item], cost: Callable[[Item], int], dots: Item
    ) -> tuple[Item, ...]:
        """The first items, as many as go in, and `dots` in place of the others."""
        kept: list[Item] = []
        for item in items:
            price = cost(item)
            if price > self.left:
                kept.append(dots)
                self.left = 0
                break
            self.left -= price
            kept.append(item)
        return tuple(kept)

    def section(self, section: WordedSection) -> WordedSection:
        """A section with as many of its facts as go in."""
        title = self.runs(section.title, NAME)
        facts = self.items(map(_shorter_fact, section.facts), _fact_cost, (DOTS, ()))
        return WordedSection(title, facts)


def shorter(runs: Runs, most: int) -> Runs:
    """Clean runs of at most `most` characters, each counted with its overhead."""
    kept: list[Run] = []
    for run in runs:
        text = clean(run.text)
        mended = run if text is run.text else replace(run, text=text)
        price = OVERHEAD + units(text)
        if price > most:
            kept.append(_part(mended, most - OVERHEAD))
            break
        kept.append(mended)
        most -= price
    return tuple(kept)


def _part(run: Run, most: int) -> Run:
    """A mention is whole or not at all; other words are cut."""
    if run.person or run.channel or most <= 0:
        return Run(DOTS)
    return replace(run, text=cut(run.text, most))


def _shorter_fact(fact: Fact) -> Fact:
    return limits.line(fact[0], NAME), shorter(fact[1], LINE)


def _cost(runs: Runs) -> int:
    return sum(OVERHEAD + units(run.text) for run in runs)


def _fact_cost(fact: Fact) -> int:
    return OVERHEAD + units(fact[0]) + _cost(fact[1])


def _button_cost(button: WordedButton) -> int:
    return OVERHEAD + units(button.token) + min(limits.BUTTON, units(button.label))


def _affordable(buttons: tuple[WordedButton, ...]) -> tuple[WordedButton, ...]:
    left = TOKENS
    kept: list[WordedButton] = []
    for button in buttons[:ACTIONS]:
        if sendable(button.token, limits.BUTTON_VALUE) and _button_cost(button) <= left:
            left -= _button_cost(button)
            kept.append(button)
    return tuple(kept)
