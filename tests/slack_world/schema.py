"""A small vocabulary to write Block Kit down as tables; each rule names what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Payload = dict[str, Any]
Check = Callable[[Payload], str | None]


class Rule(Protocol):
    def faults(self, value: object, at: str) -> Iterator[str]:
        """Yield one line for each thing wrong with `value`, found at the JSON pointer `at`."""


@dataclass(frozen=True)
class Words:
    """A bare string of `least` to `most` characters, matching `pattern` if one is given."""

    most: int
    least: int = 1
    pattern: str = ""

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{at}: must be a string"
        elif not self.least <= len(value) <= self.most:
            yield f"{at}: {len(value)} characters, allowed {self.least} to {self.most}"
        elif self.pattern and not re.fullmatch(self.pattern, value, re.DOTALL):
            yield f"{at}: {value[:40]!r} does not match {self.pattern}"


@dataclass(frozen=True)
class Flag:
    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, bool):
            yield f"{at}: must be true or false"


@dataclass(frozen=True)
class Anything:
    """An object, whatever is in it."""

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: must be an object"


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def faults(self, value: object, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield f"{at}: must be a whole number"
        elif not self.least <= value <= self.most:
            yield f"{at}: {value}, allowed {self.least} to {self.most}"


@dataclass(frozen=True)
class OneOf:
    values: tuple[str, ...]

    def faults(self, value: object, at: str) -> Iterator[str]:
        if value not in self.values:
            yield f"{at}: {value!r}, allowed {', '.join(self.values)}"


@dataclass(frozen=True)
class Items:
    """A list of `least` to `most` values, each under the same rule."""

    of: Rule
    most: int
    least: int = 1

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: must be a list"
            return
        if not self.least <= len(value) <= self.most:
            yield f"{at}: {len(value)} items, allowed {self.least} to {self.most}"
        for index, item in enumerate(value):
            yield from self.of.faults(item, f"{at}/{index}")


@dataclass(frozen=True)
class Shape:
    """An object with these fields and no others; `checks` see it once its fields are right."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    def faults(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: must be an object"
            return
        wrong = [*self._missing(value, at), *self._fields(value, at)]
        if not wrong:
            wrong = [f"{at}: {said}" for check in self.checks if (said := check(value))]
        yield from wrong

    def _missing(self, value: Payload, at: str) -> Iterator[str]:
        for name in self.required:
            if name not in value:
                yield f"{at}: {name} is missing"

    def _fields(self, value: Payload, at: str) -> Iterator[str]:
        for name, item in value.items():
            rule = self.required.get(name) or self.optional.get(name)
            if rule is None:
                yield f"{at}: {name} is not a field here"
            else:
                yield from rule.faults(item, f"{at}/{name}")


@dataclass(frozen=True)
class ByType:
    """An object whose `type` says which shape it has; a type not listed is not allowed here."""

    shapes: Mapping[str, Shape]

    def faults(self, value: object, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        shape = self.shapes.get(kind) if isinstance(kind, str) else None
        if shape is None or not isinstance(value, dict):
            yield f"{at}: type {kind!r} is not allowed here"
            return
        yield from shape.faults({k: v for k, v in value.items() if k != "type"}, at)


def text(most: int, *, mrkdwn: bool = False) -> ByType:
    """A text object of 1 to `most` characters; plain text only unless `mrkdwn`."""
    shapes = {"plain_text": Shape({"text": Words(most)}, {"emoji": Flag()})}
    if mrkdwn:
        shapes["mrkdwn"] = Shape({"text": Words(most)}, {"verbatim": Flag()})
    return ByType(shapes)


def exactly_one(*names: str) -> Check:
    """A check that one and only one of these fields is there."""

    def check(value: Payload) -> str | None:
        found = [name for name in names if name in value]
        return None if len(found) == 1 else f"needs exactly one of {', '.join(names)}"

    return check
