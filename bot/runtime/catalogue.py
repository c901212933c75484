"""The catalogue: keys to words, in each language, from the skills' YAML files."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from babel import Locale

from bot.errors import SetupError

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


@dataclass(frozen=True, slots=True)
class Part:
    """A literal stretch of a template, or the name of the value that stands there."""

    literal: str
    name: str = ""
    bold: bool = False


Template: TypeAlias = tuple[Part, ...]
Entry: TypeAlias = "Template | dict[str, Template]"


@cache
def locale_of(language: str) -> Locale:
    """Babel's knowledge of a language."""
    return Locale.parse(language)


class Catalogue:
    """All words of all rooms; a text missing in a language falls back to the first one."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self._entries: dict[tuple[str, str], Mapping[str, Entry]] = {}

    def add(self, room: str, home: Path) -> None:
        """Load `home/strings/<language>.yaml` for every language of the company."""
        for language in dict.fromkeys((*self.languages, "en")):
            path = home / "strings" / f"{language}.yaml"
            if path.is_file():
                self._entries[language, room] = load_words(path)

    def find(self, language: str, room: str, key: str, count: Any = None) -> Template:
        """The template of a key, in the plural form for `count`; KeyError when nobody worded it."""
        # A skill's own words in another language first: the core may mean something else by a key.
        for place in dict.fromkeys((room, "bot")):
            for tongue in dict.fromkeys((language, *self.languages, "en")):
                entry = self._entries.get((tongue, place), {}).get(key)
                if entry is not None:
                    return _form(entry, tongue, count)
        raise KeyError(f"{room}: nobody worded {key!r}")

    def of(self, room: str) -> Mapping[str, Mapping[str, Entry]]:
        """A room's own words, by language."""
        return {tongue: words for (tongue, place), words in self._entries.items() if place == room}

    def every(self, room: str, key: str) -> list[str]:
        """What the room says by a key without values, in each language."""
        entries = [
            words[key]
            for (_, place), words in self._entries.items()
            if place == room and key in words
        ]
        return ["".join(part.literal for part in _form(one, "", None)) for one in entries]

    def has(self, room: str, key: str) -> bool:
        """Whether the room words this key in some language."""
        return any(key in words for (_, place), words in self._entries.items() if place == room)


def _form(entry: Entry, language: str, count: Any) -> Template:
    if not isinstance(entry, dict):
        return entry
    if count is None:
        return entry["other"]
    return entry.get(locale_of(language).plural_form(count), entry["other"])


def load_words(path: Path) -> Mapping[str, Entry]:
    """Read one file of words: nested keys joined by dots, plural forms kept together."""
    return _load(path, path.stat().st_mtime_ns)


# A story makes a company of its own, hundreds of times, and its words are always the same.
@cache
def _load(path: Path, _changed: int) -> Mapping[str, Entry]:
    # The base loader keeps every scalar a string: `yes`, `on` and `12` are words here.
    try:
        raw = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader) or {}  # noqa: S506 - the safest loader there is
    except yaml.YAMLError as error:
        # It was given bytes, and would say so in the place of the file's name.
        said = " ".join(str(error).replace('in "<byte string>", ', "in ").split())
        raise SetupError(f"{path}: {said}") from error
    if not isinstance(raw, dict):
        raise SetupError(f"{path}: words are a mapping of keys to texts")
    return dict(_flatten(raw, "", path))


def _flatten(raw: Mapping[Any, Any], prefix: str, path: Path) -> Iterator[tuple[str, Entry]]:
    for name, value in raw.items():
        key = f"{prefix}{name}"
        if not isinstance(value, dict):
            yield key, _parsed(value, key, path)
        elif "other" in value and value.keys() <= PLURALS:
            yield key, {form: _parsed(words, key, path) for form, words in value.items()}
        else:
            yield from _flatten(value, f"{key}.", path)


def _parsed(words: Any, key: str, path: Path) -> Template:
    if not isinstance(words, str):
        raise SetupError(f"{path}: {key!r} must be words, not {words!r}")
    try:
        return parse(words)
    except ValueError as error:
        raise SetupError(f"{path}: {key!r} can't be read: {error}; write a brace twice") from error


def parse(words: str) -> Template:
    """Cut a text into its parts: `{name}` is a value, `**` switches bold on and off."""
    parts: list[Part] = []
    bold = False
    for literal, name, _spec, _conversion in string.Formatter().parse(words.rstrip("\n")):
        for index, piece in enumerate(literal.split("**")):
            bold = bold != (index > 0)
            if piece:
                parts.append(Part(piece, bold=bold))
        if name:
            parts.append(Part("", name, bold))
    return tuple(parts)
