"""Prompts: what a skill asks a model of texts, and in which form it is answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pydantic import BaseModel

from bot.errors import BotError
from bot.insight.oracle.schema import schema_of

A = TypeVar("A", bound=BaseModel)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Prompt(Generic[A]):
    """A question to a language model.

    `name` stands in figures; `told` is our own English, never with anybody's words in it; `answer`
    is a model whose texts are `Quote`, `Prose` or one of some values. Of one that is not `kept`
    nobody stores what was answered.
    """

    name: str
    told: str
    answer: type[A]
    kept: bool = True

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise BotError(f"{self.name!r}: a prompt's name is small letters, digits and _")
        schema_of(self.answer)
