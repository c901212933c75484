"""Traits: what can be told offline of a thank-you, by words that people use, English and Italian.

It knows words, not meaning; how often it is right is a test, and stands in the docs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot import bare, data, split

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_DID = re.compile(
    r"\b(?:[a-z]{3,}ed|for (?:\w+ly )?[a-z]{3,}ing)\b"
    r"|\b(?:hai|avete|aver[a-z]*|ti sei|vi siete)(?: \w{1,12}){0,2} [a-z]+(?:at|ut|it)[oaie]\b"
    r"|\besser[a-z]+ [a-z]+(?:at|ut|it)[oaie]\b"
    # A deed that is called by a noun: the review of the release.
    r"|\bfor (?:the|your|that) (?:\w+ ){1,2}(?:of|on|with|before|after) (?:the|a|our|my) \w"
    r"|\bper (?:il |lo |la |l')(?:tu[oa] )?(?:\w+ ){1,2}(?:di |de[il] |dell[oa] |dell'|con |prima )"
)
# A name, or something called by its capitals, where no sentence begins.
_NAME = re.compile(r"(?<=[^\W\d_,;] )[^\W\d_a-zß-ÿ][^\W_]{2,}")
# Sentences, and who is spoken to in one.
_SENTENCE = re.compile(r"[.!?:;]+ ")
_YOU = re.compile(
    r"\b(?:you\w*|thank\w*|kudos|keep|tu|te|ti|tu[oaei]|tuoi|voi|vostr\w+|hai|avete|sei|siete"
    r"|grazie|compliment\w+|continu\w+|avanti|brav\w+)\b"
)
MANY, SOME, ENOUGH = 6, 3, 2


@dataclass(frozen=True, slots=True)
class Traits:
    """Whether words say what somebody did, and what came of it."""

    specific: bool
    impact: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """The words it is told by; those of values with what a value is called."""

    empty: re.Pattern[str]
    doing: re.Pattern[str]
    detail: re.Pattern[str]
    impact: re.Pattern[str]
    values: Sequence[tuple[Sequence[str], re.Pattern[str]]]
    idle: frozenset[str]


def traits_of(words: str) -> Traits:
    """What can be told of some words."""
    said, known = bare(words), _known()
    came = known.impact.search(said) or _goes_on(said, known)
    return Traits(_points(words, said, known) >= ENOUGH, bool(came))


def likeliest(words: str, values: Sequence[str]) -> str:
    """The value of these that some words are most about; empty where none is near."""
    said = bare(words)
    near = {one: _nearness(said, one) for one in values}
    best = max(near, key=near.__getitem__, default="")
    return best if best and near[best] else ""


def _points(words: str, said: str, known: _Known) -> int:
    full = len(_full(said, known))
    count = 2 if full >= MANY else 1 if full >= SOME else 0
    did = bool(_DID.search(said) or known.doing.search(said))
    detail = bool(known.detail.search(said) or _NAME.search(words) or re.search(r"\d", said))
    # Neither a deed nor a day says much by itself: "you helped", "thanks for Monday".
    return count and count + did + detail


def _full(said: str, known: _Known) -> Sequence[str]:
    """The words that say something, each once."""
    return [
        one
        for one in dict.fromkeys(_WORD.findall(said))
        if one not in known.idle and not known.empty.fullmatch(one)
    ]


def _goes_on(said: str, known: _Known) -> bool:
    """Whether behind what somebody did there is a sentence about others: what came of it."""
    first, *others = _SENTENCE.split(said)
    rest = [one for one in others if len(one.split()) >= ENOUGH and not _YOU.search(one)]
    return bool(rest) and len(_full(first, known)) >= SOME


def _nearness(said: str, value: str) -> int:
    """How much in some words is about a value: by its own name, or by what is said of such ones."""
    name = bare(value)
    own = 3 * bool(re.search(rf"\b{re.escape(name[:6])}", said))
    signs = (
        len(set(found.findall(said)))
        for names, found in _known().values
        if any(name.startswith(one) or f" {one}" in name for one in names)
    )
    return own + max(signs, default=0)


@cache
def _known() -> _Known:
    raw = yaml.safe_load((Path(__file__).parent / "coach.yaml").read_text("utf-8"))
    idle: Mapping[str, str] = data("stop-words")
    return _Known(
        _any(raw["empty"]),
        _any(raw["doing"]),
        _any(raw["detail"]),
        _any(raw["impact"]),
        [(split(one["names"]), _begun(split(one["signs"]))) for one in raw["values"]],
        frozenset(bare(one) for some in idle.values() for one in some.split()),
    )


def _any(lists: Mapping[str, str]) -> re.Pattern[str]:
    """One of these words; what ends in * begins with it."""
    every = (
        re.escape(one).replace(r"\*", r"\w*") for some in lists.values() for one in split(some)
    )
    return re.compile(rf"\b(?:{'|'.join(every)})(?!\w)")


def _begun(beginnings: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, beginnings))})")
