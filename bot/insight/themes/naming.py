"""Naming: a theme is called by the words that its texts share and others lack, as people write."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Final

from bot.insight.language import plain
from bot.insight.masking.words import is_given
from bot.insight.themes.tables import LONGEST_NAME
from bot.runtime.paths import data

MOST: Final = 3
# A word has to be in so many of the texts, and in such a part of them; each one after the first
# must tell at least so much as it.
FEWEST, PART, AS_GOOD = 2, 0.3, 0.6
# So many of all the texts have to have one of the words: what has no name is no theme.
COVERED: Final = 0.5
# So many who wrote in private have to share a word.
WRITERS: Final = 3
_WORD = re.compile(r"[^\W\d_]{3,}")
# As in "dell'officina": what stands before is no word of its own.
_ELIDED = re.compile(r"\b[^\W\d_]{1,6}[’'](?=[^\W\d_]{3})")
_ENDINGS = ("zioni", "zione", "ings", "ing", "ies", "en", "es", "er", *"sieaoyn")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and its language; of what was written in private the number of its round."""

    words: str
    language: str
    round: int | None = None


Names = dict[str, str]


class Background:
    """How common words are in all the texts that themes are found in, by language."""

    def __init__(self, texts: Sequence[Wording]) -> None:
        self._texts = Counter(one.language for one in texts)
        self._words: dict[str, Counter[str]] = defaultdict(Counter)
        for one in texts:
            self._words[one.language].update(spelled(one.words).keys())

    def rarity(self, language: str, stem: str) -> float:
        """How little a word says of everything else, from 0 on."""
        return log((1 + self._texts[language]) / (1 + self._words[language][stem]))


def names(texts: Sequence[Wording], rest: Background, never: Set[str] = frozenset()) -> Names:
    """What texts that belong together are called, by language, the most common language first.

    None where they share too few words. In no name is one of those that are `never` to be.
    """
    by_language: dict[str, list[Wording]] = defaultdict(list)
    for one in texts:
        by_language[one.language].append(one)
    order = sorted(by_language, key=lambda one: (-len(by_language[one]), one))
    found = {one: _stems(one, by_language[one], rest, never) for one in order if one}
    covered = sum(
        not spelled(one.words).keys().isdisjoint(found.get(one.language, {})) for one in texts
    )
    if covered < COVERED * len(texts):
        return {}
    called = {language: ", ".join(words.values()) for language, words in found.items() if words}
    return {language: name[:LONGEST_NAME] for language, name in called.items()}


def has_one(text: str, called: Names) -> bool:
    """Whether a text has one of the words that a theme is called by, in whatever language."""
    stems = {stem_of(word) for name in called.values() for word in name.split(", ")}
    return not stems.isdisjoint(spelled(text))


def _stems(
    language: str, texts: Sequence[Wording], rest: Background, never: Set[str]
) -> dict[str, str]:
    """The words that texts of one language are called by, by their stems."""
    count, spellings = _counted(texts)
    least = max(FEWEST, PART * len(texts))
    degrees = {
        stem: n * rest.rarity(language, stem)
        for stem, n in count.items()
        if n >= least and not _is_name(never, stem, spellings[stem])
    }
    order = sorted(degrees, key=lambda stem: (-degrees[stem], stem))[:MOST]
    least_degree = AS_GOOD * max(degrees.values(), default=0)
    return {stem: _common(spellings[stem]) for stem in order if degrees[stem] >= least_degree > 0}


def _is_name(never: Set[str], stem: str, spellings: Iterable[str]) -> bool:
    """Whether a word is, or may be, somebody's name: a customer may speak of whom nobody knows."""
    words = {plain(one) for one in spellings}
    return not never.isdisjoint({stem, *words}) or any(map(is_given, words))


def _counted(texts: Sequence[Wording]) -> tuple[Counter[str], Mapping[str, Counter[str]]]:
    """In how many texts each word is, and how it is spelled there.

    What was written in private counts where three shared a word in a round: in several rounds the
    same person may have written it.
    """
    by_round: dict[int | None, Counter[str]] = defaultdict(Counter)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for one in dict.fromkeys(texts):
        found = spelled(one.words)
        by_round[one.round].update(found.keys())
        for stem, word in found.items():
            spellings[stem][word] += 1
    count = Counter(by_round.pop(None, ()))
    shared = {stem for each in by_round.values() for stem, n in each.items() if n >= WRITERS}
    for each in by_round.values():
        count.update({stem: n for stem, n in each.items() if stem in shared})
    return count, spellings


def _common(spellings: Counter[str]) -> str:
    return max(sorted(spellings), key=lambda one: spellings[one])


def spelled(text: str) -> dict[str, str]:
    """The words of a text that say something, by their stems, as they are written there."""
    found: dict[str, str] = {}
    skipped = _small_words()
    for word in _WORD.findall(_ELIDED.sub("", text)):
        if plain(word) not in skipped:
            found.setdefault(stem_of(word), _small(word))
    return found


def _small(word: str) -> str:
    """A word as in the middle of a sentence; what is in capitals altogether is an abbreviation."""
    return word if word.isupper() else word.casefold()


def stem_of(word: str) -> str:
    """A word without its ending, as far as one and several of a thing are told apart by it."""
    bare = plain(word)
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= 4:
            return bare.removesuffix(ending)
    return bare


@cache
def _small_words() -> frozenset[str]:
    known = [*data("stop-words").values(), *data("small-words").values()]
    return frozenset(plain(one) for words in known for one in words.split())
