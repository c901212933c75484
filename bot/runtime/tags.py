"""Tags: the options of a form, chosen by a # in what is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache

from bot.forms import Field
from bot.texts import Text, core

# Stands for somebody who is named.
SOMEBODY = "\0"
_SPACE = re.compile(r"[\s\0]+")
_STRAY = re.compile(r"[^\w#\s\0]*_*#\s*[^\s\0]+")
_NO_WORD = re.compile(r"(?:[^\w#\s\0]+|and|ed?)(?=[\s\0]|$)", re.IGNORECASE)
_ENDS = re.compile(r"[\s\0.,:;!?–—]|$")
_LONGEST = 40


def marked(spec: Field, text: str) -> tuple[re.Match[str] | None, str]:
    """The first #option by one of its names, the longest of those that begin there."""
    found = [(_mark(name).search(text), option) for name, option in _names(spec)]
    return min(
        ((match, option) for match, option in found if match),
        key=lambda one: (one[0].start(), -one[0].end()),
        default=(None, ""),
    )


def several(spec: Field, text: str) -> dict[str, str]:
    """The options that are chosen, where they are more than one, each with its #tag as typed."""
    if text.count("#") < 2:
        return {}
    said: dict[str, str] = {}
    for match, option in every(spec, text):
        said.setdefault(option, match.group())
    return said if len(said) > 1 else {}


def every(spec: Field, text: str) -> list[tuple[re.Match[str], str]]:
    """Each #option in turn, the longest of those that begin at one place."""
    longest: dict[int, tuple[re.Match[str], str]] = {}
    for name, option in _names(spec):
        for match in _mark(name).finditer(text):
            known = longest.get(match.start())
            if known is None or match.end() > known[0].end():
                longest[match.start()] = match, option
    return [longest[start] for start in sorted(longest)]


def without_leading(spec: Field, text: str) -> str:
    """The text without the options that it begins with."""
    marks = [_mark(name) for name, _ in _names(spec)]
    while ends := [match.end() for one in marks if (match := one.match(text))]:
        text = text[max(ends) :].lstrip()
    return text


def _names(spec: Field) -> Iterator[tuple[str, str]]:
    """Every name that can be typed for an option, with the option."""
    options = () if callable(spec.options) else spec.options
    named = [*((one, one) for one in options), *spec.tags.items()]
    return ((name, option) for name, option in named if name.split())


@lru_cache(maxsize=1000)
def _mark(name: str) -> re.Pattern[str]:
    words = r"[\s_-]+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\S)#{words}(?!\w)", re.IGNORECASE)


def stray(fields: Sequence[Field], taken: Sequence[re.Pattern[str]], said: str) -> dict[str, Text]:
    """What to say at the field for words of a tag before them that is no option.

    `taken` are the other things that fields find in what was said. A mistyped tag is not left
    among the words: whoever wrote #privat would be read by everybody.
    """
    choices = [spec for spec in fields if spec.kind in ("choice", "choices") and spec.options]
    # Where no words are wanted, it would be an option less than was meant.
    words = [spec.name for spec in fields if spec.kind == "text"] or [
        spec.name for spec in choices if spec.kind == "choices"
    ]
    tag = _first(choices, taken, said) if choices and words else ""
    return {words[0]: _no_such(tag, choices)} if tag else {}


def _first(choices: Sequence[Field], taken: Sequence[re.Pattern[str]], said: str) -> str:
    """The first tag that is no option, if nothing but people, options and the like precede it."""
    marks = [_mark(name) for spec in choices for name, _ in _names(spec)]
    at = 0
    while at < len(said):
        ends = [match.end() for one in marks if (match := one.match(said, at))]
        ends = [end for end in ends if _ENDS.match(said, end)]
        others = [
            match.end() for one in (*taken, _SPACE, _NO_WORD) if (match := one.match(said, at))
        ]
        if not ends and (found := _STRAY.match(said, at)):
            return found.group().strip(".,:;!?")[:_LONGEST]
        if not (ends or others):
            return ""
        at = max([*ends, *others])
    return ""


def _no_such(tag: str, choices: Sequence[Field]) -> Text:
    shown = {_folded(name): _shown(spec, one) for spec in choices for name, one in _names(spec)}
    if near := get_close_matches(_folded(tag), shown, n=1):
        return core("form.near_tag", tag=tag, near=shown[near[0]])
    return core("form.no_tag", tag=tag)


def _folded(tag: str) -> str:
    return "_".join(re.findall(r"[^\W_]+", tag.casefold()))


def _shown(spec: Field, option: str) -> str:
    """An option as whoever is asked would type it."""
    name = next((name for name, one in spec.tags.items() if one == option), option)
    return "#" + "_".join(name.split())
