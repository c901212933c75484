"""Words that tell a name from what only looks like one."""

from __future__ import annotations

from functools import cache
from typing import Final

from bot.insight.masking.folding import folded
from bot.runtime.paths import data

PARTICLES: Final = frozenset(
    [
        "de",
        "di",
        "da",
        "del",
        "della",
        "dello",
        "dei",
        "degli",
        "dal",
        "dalla",
        "la",
        "lo",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "bin",
        "al",
        "el",
        "mc",
        "mac",
        "st",
        "san",
    ]
)


@cache
def some(kind: str) -> frozenset[str]:
    """Words of a kind: given, ordinary, firms, never, civic."""
    return frozenset(data("names")[kind].split())


@cache
def small() -> frozenset[str]:
    """Words that say nothing, in both languages."""
    return frozenset(folded(one) for words in data("stop-words").values() for one in words.split())


def is_given(word: str) -> bool:
    """Whether people are called so and little else is."""
    return folded(word) in some("given")


def is_no_name(word: str) -> bool:
    """Whether nobody is meant, even with a capital."""
    bare = folded(word).replace("’", "'")
    short = bare.partition("'")[2] in ("m", "d", "ve", "ll", "re", "t")
    return short or (bare not in some("given") and (bare in small() or bare in some("never")))


def ordinary_before(word: str) -> bool:
    """Whether a word in small letters is an ordinary one."""
    bare = folded(word)
    return bare in small() or bare in _AFTER_BORN


# "Nata a seguito di": something came to be, and nobody was born.
_AFTER_BORN: Final = frozenset(
    ["seguito", "causa", "partire", "tavolino", "scopo", "fianco", "supporto", "cavallo"]
)
