"""What is wrong in a settings file: the line, in plain words, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

EXPECTED = {
    "a list": ("list_type", "tuple_type", "set_type", "frozen_set_type"),
    "a number": ("float_parsing", "float_type"),
    "a whole number": ("int_parsing", "int_type", "int_from_float", "int_parsing_size"),
    "keys and values beneath it": ("dict_type", "mapping_type", "model_type"),
    "text": ("string_type",),
    "true or false": ("bool_parsing", "bool_type"),
}
_EXPECTED = {kind: words for words, kinds in EXPECTED.items() for kind in kinds}
_SECRET = re.compile(r"\b(xox[a-z]|xapp|sk)-")


class Fault(NamedTuple):
    """Something wrong in a file, and its line (the first is 1)."""

    line: int
    text: str


def distance(one: str, other: str) -> int:
    """How many letters were missed, added, mistaken or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                steps = min(steps, earlier[j - 2] + 1)
            row.append(steps)
    return row[-1]


def nearest(word: str, candidates: Iterable[str]) -> list[str]:
    """The candidates that were probably meant: the nearest, if near enough, in order."""
    limit = max(1, len(word) // 4)
    found = sorted(
        (distance(word.casefold(), candidate.casefold()), candidate)
        for candidate in set(candidates)
        if abs(len(candidate) - len(word)) <= limit
    )
    return [name for far, name in found if far <= limit and far == found[0][0]]


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """`, did you mean 'this' or 'that'?`, or nothing when no candidate is near."""
    names = " or ".join(repr(name) for name in nearest(word, candidates))
    return f", did you mean {names}?" if names else ""


def found(value: object) -> str:
    """Name a value in a message, without spelling out what looks like a secret."""
    if value is None:
        return "nothing"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "keys and values"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    if _SECRET.search(text):
        return "what looks like a secret"
    return text if len(text) <= 60 else f"{text[:57]}..."


def described(error: ErrorDetails, *, show: bool = True) -> str:
    """Say one of pydantic's errors in plain words; `show` tells the value that was found."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] == "missing":
        return "is missing"
    tail = f", found {found(error['input'])}" if show else ""
    if error["type"] in _EXPECTED:
        return f"expected {_EXPECTED[error['type']]}{tail}{_hint(error)}"
    if error["type"] in ("literal_error", "enum"):
        allowed = error["ctx"]["expected"]
        names = re.findall(r"'([^']*)'", allowed)
        return f"expected {allowed}{tail}{did_you_mean(str(error['input']), names)}"
    return re.sub("^Input should be", "must be", error["msg"]) + tail


def _hint(error: ErrorDetails) -> str:
    value = error["input"]
    if error["type"] == "string_type" and isinstance(value, bool | int | float):
        return " (put it in quotes)"
    if error["type"] in ("list_type", "tuple_type") and isinstance(value, str):
        return f"; write [{value}]"
    if error["type"] == "model_type" and isinstance(value, str) and ":" in value:
        return ", is a space missing after ':'?"
    return ""


def models_at(model: type[BaseModel], path: Sequence[object]) -> list[type[BaseModel]]:
    """The models that could stand at a place of a model; none where there are no keys.

    Steps that are no field (list positions, keys of a mapping) stay at the same models.
    """
    models = [model]
    for step in path:
        fields = [
            field
            for known in models
            for name, field in known.model_fields.items()
            if step in (name, field.alias)
        ]
        if fields:
            models = [inner for field in fields for inner in _models_in(field.annotation)]
    return models


def keys_of(models: Iterable[type[BaseModel]]) -> list[str]:
    """The keys that may be written for any of these models, in order."""
    return [field.alias or name for model in models for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
