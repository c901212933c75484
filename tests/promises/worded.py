"""Words: complete in every language, the same placeholders everywhere, nothing left over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import yaml

from bot import Skill
from bot.runtime.catalogue import Entry, Template, load_words, locale_of
from bot.runtime.comparing import Words, forms, unequal
from bot.runtime.options import form_key

LANGUAGES = ("en", "it")
# What is said alike in English and Italian.
NAMES = frozenset({"account", "community manager", "e-mail", "email", "kudos", "piazza"})
# Small words of English that are none of Italian.
ENGLISH = re.compile(
    r"\b(the|and|you|your|with|this|that|what|who|please|not|is|are|was|were|have|has|of|for|"
    r"from|by|when|they|their|can|will|only|here|again|it’s|don’t|can’t)\b",
    re.IGNORECASE,
)
TITLE, LABEL, HELP = 24, 75, 100  # what the narrowest platform shows of them


def worded(skill: Skill, *, alike: Collection[str] = ()) -> list[str]:
    """What is wrong with a skill's words; `alike` are names that no language translates."""
    folder = skill.home / "strings"
    faults = alike_in_every_language(folder, alike=alike)
    return faults if _missing(folder) else [*faults, *_too_long(skill, read(folder))]


def alike_in_every_language(folder: Path, *, alike: Collection[str] = ()) -> list[str]:
    """Where the words in a folder, a file for each language, do not say the same."""
    if missing := _missing(folder):
        return [f"{path} is missing" for path in missing]
    words = read(folder)
    return [
        *(fault for path in _files(folder) for fault in _written(path)),
        *unequal(words),
        *(fault for one in LANGUAGES for fault in _misshapen(one, words[one])),
        *_untranslated(words, {*NAMES, *(name.casefold() for name in alike)}),
    ]


def _files(folder: Path) -> list[Path]:
    return [folder / f"{one}.yaml" for one in LANGUAGES]


def _missing(folder: Path) -> list[Path]:
    return [path for path in _files(folder) if not path.is_file()]


def read(folder: Path) -> Words:
    """The words in a folder, by language."""
    return {path.stem: load_words(path) for path in _files(folder)}


def _written(path: Path) -> Iterator[str]:
    """What only the file itself shows: YAML keeps the last of two keys, and words lose stars."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    yield from (f"{path.stem}: {fault}" for fault in _in_node(root, ""))


def _in_node(node: yaml.Node | None, name: str) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode) and node.value.count("**") % 2:
        yield f"{name!r} switches bold on and not off"
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        for key, value in node.value:
            path = f"{name}.{key.value}" if name else key.value
            if keys.count(key.value) > 1:
                yield f"{path!r} is there twice"
            yield from _in_node(value, path)


def _misshapen(language: str, entries: Mapping[str, Entry]) -> Iterator[str]:
    known = {*locale_of(language).plural_form.tags, "other"}
    for key, entry in entries.items():
        for form, template in forms(entry).items():
            if form and form not in known:
                yield f"{language}: {key!r} has a form {form!r} that {language} does not know"
            if not _plain(template).strip():
                yield f"{language}: {key!r} is empty"
        if isinstance(entry, dict) and not {"one", "other"} <= entry.keys():
            yield f"{language}: {key!r} needs the forms 'one' and 'other'"


def _untranslated(words: Words, alike: Collection[str]) -> Iterator[str]:
    for key, entry in words["it"].items():
        for form, template in forms(entry).items():
            said = _plain(template)
            same = said == _plain(forms(words["en"].get(key, ())).get(form, ()))
            if same and re.search(r"[^\W\d_]{2}", said) and said.casefold() not in alike:
                yield f"it: {key!r} says what English says: {said!r}"
            if (found := ENGLISH.search(said)) and said.casefold() not in alike:
                yield f"it: {key!r} has an English word: {found.group()!r}"


def _too_long(skill: Skill, words: Words) -> Iterator[str]:
    shortcuts = [*skill.shortcuts, *skill.global_shortcuts]
    narrow = {f"shortcut.{name}": TITLE for name in shortcuts}
    narrow |= {f"{form_key(form)}.{part}": TITLE for form in skill.forms for part in _HEAD}
    narrow |= {
        f"{kind}.{rule.name}": HELP
        for rule in skill.commands.values()
        for kind in ("command", "hint")
    }
    for language, entries in words.items():
        for key, most in narrow.items():
            length = len(_plain(entries.get(key, ())))
            if length > most:
                yield f"{language}: {key!r} has {length} characters; {most} are shown"


_HEAD = ("title", "submit")


def _plain(template: Template | Entry) -> str:
    assert not isinstance(template, dict)
    return "".join(part.literal for part in template)
