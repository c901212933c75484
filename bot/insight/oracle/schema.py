"""The schema of an answer, as strict as servers ask for it, and as we ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from bot.errors import BotError
from bot.insight.oracle.checked import KIND

Json = Any
_KEPT: Final = frozenset(
    {"type", "enum", "properties", "required", "items", "anyOf", "$ref", "$defs"}
)
# Servers that are strict take none of these: they are told in words, and looked at here.
_WORDED: Final = {
    "maxLength": "at most {} characters",
    "maxItems": "at most {} of them",
    "minItems": "at least {} of them",
    "minimum": "at least {}",
    "maximum": "at most {}",
}
_DROPPED: Final = frozenset(
    {"title", "default", "description", "minLength", KIND, "additionalProperties"}
)


@cache
def schema_of(answer: type[BaseModel]) -> Json:
    """The strict JSON schema of an answer; BotError where it has parts that nobody could check."""
    made = answer.model_json_schema()
    return _strict(made, answer.__name__)


def many(answer: type[BaseModel]) -> Json:
    """The schema of an answer to each of several texts."""
    schema = dict(schema_of(answer))
    definitions = schema.pop("$defs", None)
    entry = _object({"id": {"type": "integer"}, "answer": schema})
    whole = _object({"answers": {"type": "array", "items": entry}})
    return {**whole, "$defs": definitions} if definitions else whole


def _object(properties: Mapping[str, Json]) -> Json:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _strict(part: Json, where: str) -> Json:
    strange = part.keys() - _KEPT - _WORDED.keys() - _DROPPED - {"const"}
    if strange or isinstance(part.get("additionalProperties"), dict):
        raise BotError(f"{where}: {', '.join(sorted(strange)) or 'a mapping'} can't be asked for")
    _check(part, where)
    found = {name: part[name] for name in part.keys() & _KEPT} | _inner(part, where)
    if "const" in part:
        found["enum"] = [part["const"]]
    if told := _told(part):
        found["description"] = told
    if "properties" in part:
        found |= {"required": list(part["properties"]), "additionalProperties": False}
    return found


def _inner(part: Json, where: str) -> Json:
    found: Json = {}
    for name in ("properties", "$defs"):
        if name in part:
            found[name] = {key: _strict(one, f"{where}.{key}") for key, one in part[name].items()}
    if "anyOf" in part:
        found["anyOf"] = [_strict(one, where) for one in part["anyOf"]]
    if "items" in part:
        found["items"] = _strict(part["items"], where)
    return found


def _check(part: Json, where: str) -> None:
    """Refuse what a model could fill with anything."""
    free = "enum" not in part and "const" not in part
    kind = part.get("type")
    if kind == "string" and free and KIND not in part:
        raise BotError(f"{where}: say Quote or Prose in the place of str, or name the values")
    if kind in ("integer", "number") and free and not {"minimum", "maximum"} <= part.keys():
        raise BotError(f"{where}: a number needs bounds, as in Annotated[int, Field(ge=1, le=5)]")


def _told(part: Json) -> str:
    bounds = [words.format(part[name]) for name, words in _WORDED.items() if name in part]
    return "; ".join([one for one in (part.get("description"), *bounds) if one])
