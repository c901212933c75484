"""Known: the names that Piazza knows, however somebody writes them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from bot.insight.masking.draft import HIDDEN, Span
from bot.insight.masking.folding import folded, letters
from bot.insight.masking.words import PARTICLES, is_given, small, some

_WORD: Final = re.compile(r"[^\W\d_]+")
_APART: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[-._*/ ][^\W\d_]){2,}(?![^\W_])")
_FAR: Final = re.compile(rf"{HIDDEN.pattern}|[\W_]{{5,}}")
_BETWEEN: Final = re.compile(
    rf"[\s._-]{{0,2}}(?:(?:[A-Za-z]|{'|'.join(sorted(PARTICLES))})[\s.'’-]{{1,2}}){{0,2}}",
    re.IGNORECASE,
)
_SHORTEST: Final = 3
# Two whole names as long as this are nobody else's, whatever letters stand around.
_LONG: Final = 8
_HEAD: Final = 4


class Known:
    """Finds whole names in any spelling, and their parts as words."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parts: set[str] = set()
        self._whole: defaultdict[str, set[str]] = defaultdict(set)
        for name in names:
            self._add(_WORD.findall(name), name.split())

    def found(self, text: str) -> list[Span]:
        """Where somebody is named; what belongs to one name is one place."""
        if not self._parts and not self._whole:
            return []
        joined: list[Span] = []
        for start, stop in sorted({*self._words(text), *self._wholes(text)}):
            if joined and _is_within(text[joined[-1][1] : start]):
                start, _ = joined.pop()
            joined.append((start, stop))
        return joined

    def _add(self, words: list[str], pieces: list[str]) -> None:
        bare = [folded(one) for one in words]
        if not some("civic") & set(bare):
            self._parts |= {one for one in bare if len(one) >= _SHORTEST and _is_part(one)}
        self._parts |= {one for one in bare if len(bare) == 1 and one}
        wholes = [letters("".join(words)), letters("".join(reversed(words)))] * (len(words) > 1)
        for whole in [*wholes, *(letters(one) for one in pieces if len(_WORD.findall(one)) > 1)]:
            if len(whole) >= _HEAD:
                self._whole[whole[:_HEAD]].add(whole)

    def _words(self, text: str) -> Iterator[Span]:
        for found in _WORD.finditer(text):
            if self._is_part(found[0]):
                yield found.span()
        for found in _APART.finditer(text):
            if letters(found[0]) in self._parts:
                yield found.span()

    def _is_part(self, word: str) -> bool:
        bare = folded(word)
        capital = word[0].isupper()
        if bare in self._parts:
            return capital or not _is_ordinary(bare)
        one = bare.removesuffix("s")
        return capital and len(one) > _SHORTEST and one in self._parts and not _is_ordinary(one)

    def _wholes(self, text: str) -> Iterator[Span]:
        row, places = _squeezed(text)
        for at in range(len(row) - _HEAD + 1):
            for whole in self._whole.get(row[at : at + _HEAD], ()):
                if row.startswith(whole, at):
                    span = places[at], places[at + len(whole) - 1] + 1
                    if _stands(text, span, len(whole)) and _is_meant(text[slice(*span)]):
                        yield span


def _is_part(bare: str) -> bool:
    return bare not in some("firms") and bare not in small()


def _is_ordinary(bare: str) -> bool:
    return (
        len(bare) < _SHORTEST
        or bare in some("ordinary")
        or bare in some("firms")
        or bare in small()
    )


def _is_meant(said: str) -> bool:
    words = [folded(one) for one in _WORD.findall(said)]
    return any(one.isupper() for one in said) or not all(_is_ordinary(one) for one in words)


def _is_within(gap: str) -> bool:
    """Whether what stands between two parts leaves them one name: Anna Maria Rossi."""
    words = gap.strip(" \n")
    middle = gap != words and words.isalpha() and words[0].isupper() and is_given(words)
    return middle or bool(_BETWEEN.fullmatch(gap))


def _stands(text: str, span: Span, length: int) -> bool:
    around = text[max(span[0] - 1, 0) : span[0]] + text[span[1] : span[1] + 1]
    return length >= _LONG or not any(one.isalnum() for one in around)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Letters and digits only, and where each stands; a wide gap is a sign that no name has."""
    far = {found.start(): found.end() for found in _FAR.finditer(text)}
    row, places, beyond = [], [], 0
    for at, one in enumerate(folded(text)):
        beyond = far.get(at, beyond)
        if at in far or (at >= beyond and one.isalnum()):
            row.append("\0" if at in far else one)
            places.append(at)
    return "".join(row), places
