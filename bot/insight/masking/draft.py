"""Draft: a text in which more and more is hidden, kind after kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

# Cleaned texts hold no letters for private use: they stand for what is hidden, and are not of a
# word, so that whoever looks for the next kind sees an end there.
_FIRST, _BASE, _AROUND = 0xE100, 256, "\ue000"
HIDDEN: Final = re.compile("\ue000([\ue100-\ue1ff]+)\ue000")

Span = tuple[int, int]
Judge = Callable[[re.Match[str]], bool]


@dataclass
class Draft:
    """A cleaned `text`, and what was taken out of it so far."""

    text: str
    _taken: list[tuple[str, str]] = field(default_factory=list)

    def take(self, kind: str, pattern: re.Pattern[str], is_one: Judge | None = None) -> None:
        """Hide what a pattern finds: its group `it`, if it has one."""
        name = "it" if "it" in pattern.groupindex else 0
        found = (one for one in pattern.finditer(self.text) if is_one is None or is_one(one))
        if spans := [one.span(name) for one in found if one[name]]:
            self.take_at(kind, spans)

    def take_at(self, kind: str, spans: Iterable[Span]) -> None:
        """Hide what stands at some places, in their order; what overlaps is one."""
        parts, end = [], 0
        for start, stop in _merged(spans):
            parts += [self.text[end:start], self._hidden(kind, self.text[start:stop])]
            end = stop
        self.text = "".join(parts) + self.text[end:]

    def told(self, mark: Callable[[str, str], str]) -> str:
        """The text with a mark for each thing that is hidden."""
        return HIDDEN.sub(lambda one: mark(*self._taken[_number(one[1])]), self.text)

    def _hidden(self, kind: str, said: str) -> str:
        # What was found within something larger goes back into it: it is one thing now.
        whole = HIDDEN.sub(lambda one: self._taken[_number(one[1])][1], said)
        self._taken.append((kind, whole))
        return f"{_AROUND}{_letters(len(self._taken) - 1)}{_AROUND}"


def _merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, stop in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _letters(number: int) -> str:
    found = chr(_FIRST + number % _BASE)
    while number := number // _BASE:
        found += chr(_FIRST + number % _BASE)
    return found


def _number(letters: str) -> int:
    return sum((ord(one) - _FIRST) * _BASE**at for at, one in enumerate(letters))
