"""Keys: all that the code says is worded, and all that is worded is said."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import Skill
from bot.forms import Field
from bot.runtime.catalogue import Entry, load_words
from bot.runtime.options import field_key, form_key, option_key, tag_key
from bot.runtime.retention import OWN
from bot.skill import Rule

CHECKOUT = Path(__file__).resolve().parents[2]
CORE = "bot"


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a text is named: its key, or what the key begins with, and its values.

    `values` is None where they cannot be seen in the code.
    """

    where: str
    key: str
    begins: bool = False
    values: frozenset[str] | None = None


def keyed(skill: Skill) -> list[str]:
    """Keys without words, words without use, and values that the words lack or miss."""
    words = load_words(skill.home / "strings" / "en.yaml")
    uses = [use for path in sources(skill) for use in uses_in(path, _makers(skill, path))]
    return [
        *_unseen(skill, uses),
        *_unworded(uses, words),
        *(f"{key!r} is needed and not worded" for key in _needed(skill, words) if key not in words),
        *_unused(skill, uses, words),
        *_values(uses, words),
    ]


def sources(skill: Skill) -> list[Path]:
    """The Python files in which a skill's texts are named."""
    homes = [skill.home, CHECKOUT / "handlers"] if skill.name == CORE else [skill.home]
    found = [path for home in homes for path in sorted(home.rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def _makers(skill: Skill, path: Path) -> frozenset[str]:
    """The functions that name a text of this skill, in this file."""
    if skill.name != CORE:
        return frozenset({"t"})
    return frozenset({"t", "core"}) if path.name == "about.py" else frozenset({"core"})


def uses_in(path: Path, makers: frozenset[str]) -> Iterator[Use]:
    """Every text that a file names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _called(node.func) in makers and node.args:
            where = f"{path.name}:{node.lineno}"
            names = {one.arg for one in node.keywords}
            values = None if None in names else frozenset(name for name in names if name)
            for key, begins in _keys(node.args[0]):
                yield Use(where, key, begins, values)


def _called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _keys(node: ast.expr) -> Iterator[tuple[str, bool]]:
    match node:
        case ast.Constant(value=str(key)):
            yield key, False
        case ast.IfExp(body=body, orelse=orelse):
            yield from _keys(body)
            yield from _keys(orelse)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            yield start, True
        case _:
            yield "", True


def _unseen(skill: Skill, uses: list[Use]) -> Iterator[str]:
    for use in uses:
        if not use.key and skill.name != CORE:
            yield f"{use.where}: a key must be written out, so that its words can be checked"


def _unworded(uses: list[Use], words: Mapping[str, Entry]) -> Iterator[str]:
    for use in uses:
        if not any(_meets(use, key) for key in words):
            yield f"{use.where}: nobody worded {use.key!r}"


def _meets(use: Use, key: str) -> bool:
    return key.startswith(use.key) if use.begins else key == use.key


def _needed(skill: Skill, words: Mapping[str, Entry]) -> Iterator[str]:
    yield "name"
    yield from (f"command.{rule.name}" for rule in skill.commands.values())
    for shortcuts in (skill.shortcuts, skill.global_shortcuts):
        yield from (f"shortcut.{name}" for name in shortcuts)
    yield from (f"power.{name}" for name in sorted(powers(skill)))
    for nudge in skill.nudges:
        yield from (f"gets.{nudge.name}", f"gets.{nudge.name}_why")
    # The schedule names them.
    yield from (f"gets.{post.name}" for post in skill.posts)
    yield from (f"gauge.{name}" for name in skill.gauges)
    yield from (f"outcome.{name}" for name in skill.outcomes)
    own = OWN if skill.name == CORE else [kind.partition(".")[2] for kind in skill.expirers]
    yield from (f"keeps.{kind}" for kind in own)
    # Without a line in the dictionary nobody knows what leaves.
    yield from (f"export.{name}" for name in skill.exports)
    yield from (column.key for door in skill.exports.values() for column in door.columns)
    for form in skill.forms:
        yield f"{form_key(form)}.title"
        # Questions bring words of their own.
        labelled = (one for one in form.fields.values() if one.kind != "questions")
        yield from (field_key(form, one.name, words.__contains__) for one in labelled)


def powers(skill: Skill) -> set[str]:
    """The ways in that are only for some and are no commands: the audit needs a word for each."""
    tables: list[Mapping[Any, Rule]] = [skill.buttons, skill.forms, skill.shortcuts]
    tables.append(skill.global_shortcuts)
    rules = [rule for table in [*tables, skill.reactions] for rule in table.values()]
    commands = {rule.key for rule in skill.commands.values()}
    return {rule.name for rule in rules if rule.is_power and rule.key not in commands}


def _allowed(skill: Skill, words: Mapping[str, Entry]) -> Iterator[str]:
    """What may be worded: the core looks whether it is."""
    yield "intro"
    yield from (f"hint.{rule.name}" for rule in skill.commands.values())
    for form in skill.forms:
        yield f"{form_key(form)}.submit"
        yield from (f"{field_key(form, name, words.__contains__)}_hint" for name in form.fields)
        for spec in form.fields.values():
            options = _options(skill, spec)
            key = field_key(form, spec.name, words.__contains__)
            yield from (option_key(key, option) for option in options)
            yield from (tag_key(key, option) for option in options)


def _options(skill: Skill, spec: Field) -> Sequence[str]:
    """What can be chosen; where that is a setting, as it is unless somebody says otherwise."""
    if callable(spec.options) and skill.name != CORE:
        spec = spec.with_options(skill.settings())
    return () if callable(spec.options) else spec.options


def _unused(skill: Skill, uses: list[Use], words: Mapping[str, Entry]) -> Iterator[str]:
    known = {*_needed(skill, words), *_allowed(skill, words)}
    if skill.name == CORE:  # it hands keys on, too
        known |= {text for path in sources(skill) for text in _strings(path)}
    for key in words:
        if key not in known and not any(use.key and _meets(use, key) for use in uses):
            yield f"{key!r} is worded and never said"


def _strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _values(uses: list[Use], words: Mapping[str, Entry]) -> Iterator[str]:
    for use in uses:
        if use.begins or use.values is None or use.key not in words:
            continue
        entry = words[use.key]
        plural = isinstance(entry, dict)
        templates = entry.values() if isinstance(entry, dict) else [entry]
        wanted = {part.name for template in templates for part in template if part.name}
        wanted |= {"count"} if plural else set()
        if wanted != use.values:
            yield f"{use.where}: {use.key!r} wants {sorted(wanted)}, gets {sorted(use.values)}"
