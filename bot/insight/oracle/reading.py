"""Reading: what a model said becomes an answer, or none; nothing is mended."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, get_args

from pydantic import ValidationError

from bot.insight.oracle.checked import Grounds
from bot.insight.oracle.model import Reason, Unanswered
from bot.insight.oracle.prompt import A, Prompt

Json = Any
_LONGEST: Final = 200_000
_REASONS: Final[tuple[Reason, ...]] = get_args(Reason)


def parsed(said: str) -> Json:
    """The JSON of an answer; a name said twice, or what is no JSON, is none."""
    if len(said) > _LONGEST:
        raise Unanswered("broken")
    try:
        return json.loads(said, object_pairs_hook=_once_each, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unanswered("broken") from None


def for_each(found: Json, texts: int) -> list[Json]:
    """The answers to so many texts, in their order; Unanswered where they are not just these."""
    match found:
        case {"answers": list(entries)} if len(found) == 1:
            by_number = {one["id"]: one["answer"] for one in entries if _is_entry(one)}
        case _:
            raise Unanswered("schema")
    numbers = range(1, texts + 1)
    if len(entries) != texts or by_number.keys() != set(numbers):
        raise Unanswered("count")
    return [by_number[number] for number in numbers]


def _is_entry(one: Json) -> bool:
    return isinstance(one, dict) and one.keys() == {"id", "answer"} and type(one["id"]) is int


def answer(prompt: Prompt[A], masked: Json, show: Callable[[str], str], of: Grounds) -> A:
    """What was hidden put back, everything looked at; Unanswered where something is not right."""
    try:
        said = json.dumps(shown(masked, show))
        return prompt.answer.model_validate_json(said, strict=True, extra="forbid", context=of)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        types = {one["type"] for one in found}
        raise Unanswered(next((one for one in _REASONS if one in types), "schema")) from None
    except (ValueError, RecursionError):
        raise Unanswered("broken") from None


def shown(value: Json, show: Callable[[str], str]) -> Json:
    """The same, with every text in it put through a function."""
    match value:
        case str():
            return show(value)
        case list():
            return [shown(one, show) for one in value]
        case dict():
            return {name: shown(one, show) for name, one in value.items()}
        case _:
            return value


def _once_each(pairs: list[tuple[str, Json]]) -> Mapping[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is said twice")
    return found


def _no_number(_said: str) -> NoReturn:
    raise ValueError("no number of JSON")
