"""Checked words: what a model may answer with, as types; a field of an answer is one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, NoReturn

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.insight.oracle.numbers import numbers_in
from bot.insight.oracle.plain import beckons, fault

LONGEST: Final = 1000
# By this mark the schema knows that a text is looked at.
KIND: Final = "x-words"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer may be built on: the texts as they were written, and numbers."""

    texts: Sequence[str]
    numbers: frozenset[str]


def grounds(texts: Iterable[str], sent: Iterable[str]) -> Grounds:
    """The grounds of an answer; numbers are those the model was shown, so no telephone's."""
    found = frozenset[str]().union(*(numbers_in(one) for one in sent))
    return Grounds([_in_a_line(one) for one in texts], found)


def _quoted(said: str, info: ValidationInfo) -> str:
    if not isinstance(info.context, Grounds):
        return said
    quote = _in_a_line(said)
    if not quote or not any(_holds(text, quote) for text in info.context.texts):
        _refuse("quote")
    if wrong := beckons(quote):
        _refuse(wrong)
    return quote


def _plainly(said: str, info: ValidationInfo) -> str:
    if not isinstance(info.context, Grounds):
        return said
    if wrong := fault(said):
        _refuse(wrong)
    if numbers_in(said) - info.context.numbers:
        _refuse("number")
    return said


def _holds(text: str, quote: str) -> bool:
    """Whether the words stand there as they are, and none is the part of a longer one."""
    at = text.find(quote)
    while at >= 0:
        before, after = text[at - 1 : at] + quote[0], quote[-1] + text[at + len(quote) :][:1]
        if not (_inside_a_word(before) or _inside_a_word(after)):
            return True
        at = text.find(quote, at + 1)
    return False


def _inside_a_word(two: str) -> bool:
    return len(two) == 2 and two.isalnum()


def _in_a_line(said: str) -> str:
    return " ".join(said.split())


def _refuse(why: str) -> NoReturn:
    raise PydanticCustomError(why, "not let through")


Quote = Annotated[
    str,
    Field(
        max_length=LONGEST,
        description="Words of the text exactly as they stand there.",
        json_schema_extra={KIND: "quote"},
    ),
    AfterValidator(_quoted),
]
Prose = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST,
        description="Plain words in one line: no link, no @, no formatting, no new number.",
        json_schema_extra={KIND: "prose"},
    ),
    AfterValidator(_plainly),
]
