"""Titling: what a language model is asked to call a theme, and what is taken of its answer.

Whoever writes may try to have a theme called something. So a name is made of words that several
share, or of the model's own beside them, never of what one alone has written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, create_model

from bot.insight.language import plain
from bot.insight.oracle.checked import Prose
from bot.insight.oracle.prompt import Prompt
from bot.insight.themes.naming import spelled, stem_of

LONGEST: Final = 40
FEWEST_WORDS, MOST_WORDS = 2, 4
# So many of its texts have to share a word, for a name to be made of it.
SHARE: Final = 2
# So much of what its texts share is kept; a third of it there still, and a name stays.
KEPT, STILL = 12, 1 / 3
# Letters, and what joins them within a word.
_WORDS: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?: [^\W\d_]+(?:[-'’][^\W\d_]+)*)*")
TOLD: Final = (
    "All texts are about one thing, which customers said to or of a company. Give what they have in"
    " common a name of two to four words, in each language that is asked for: as a heading of a"
    " report would say it, sober, made of the words that most texts share. It names nobody, blames"
    " nobody, and has no number and no punctuation. [...] stands for what was left out: it never"
    " belongs into a name."
)


@cache
def prompt(languages: Sequence[str]) -> Prompt[BaseModel]:
    """The question for a name in each of some languages."""
    name: Any = Annotated[Prose, Field(max_length=LONGEST)]
    fields: dict[str, Any] = dict.fromkeys(languages, (name, ...))
    return Prompt("theme_name", TOLD, create_model("Called", **fields))


def taken(
    said: Mapping[str, str], own: Iterable[str], texts: Collection[str], never: Set[str]
) -> dict[str, str]:
    """The names of an answer that may be shown, by language.

    `own` are the words that the theme is called and told by without a model.
    """
    mine = {stem for name in own for stem in spelled(name)}
    count = counted(texts)
    names = {language: " ".join(name.split()) for language, name in said.items()}
    return {
        language: name
        for language, name in names.items()
        if _is_name(name, never) and _speaks_of_it(name, mine, count)
    }


def counted(texts: Collection[str]) -> Counter[str]:
    """In how many different texts each word is, by its stem."""
    return Counter(stem for one in set(texts) for stem in spelled(one))


def shared(texts: Collection[str]) -> list[str]:
    """What texts have in common: the stems that most of them have."""
    count = counted(texts)
    found = sorted(count, key=lambda stem: (-count[stem], stem))
    return [stem for stem in found if count[stem] >= SHARE][:KEPT]


def changed(before: Sequence[str], texts: Collection[str]) -> bool:
    """Whether little of what texts had in common is among what several of them say now."""
    count = counted(texts)
    still = sum(count[stem] >= SHARE for stem in before)
    return still < STILL * len(before)


def _is_name(name: str, never: Set[str]) -> bool:
    words = name.split(" ")
    if not (FEWEST_WORDS <= len(words) <= MOST_WORDS and _WORDS.fullmatch(name)):
        return False
    parts = re.split(r"[ '’-]", name)
    return len(name) <= LONGEST and never.isdisjoint(
        {each for one in parts for each in (plain(one), stem_of(one))}
    )


def _speaks_of_it(name: str, own: Set[str], count: Counter[str]) -> bool:
    """Whether at least half of its words are the theme's, and none only one text's."""
    stems = spelled(name).keys()
    theirs = {stem for stem in stems if stem in own or count[stem] >= SHARE}
    alone = {stem for stem in stems - theirs if count[stem]}
    return bool(theirs) and not alone and 2 * len(theirs) >= len(stems)
