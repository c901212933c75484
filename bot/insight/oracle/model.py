"""Models: what can be asked, and how it can go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from bot.insight.oracle.asking import Request

Reason: TypeAlias = Literal[
    # It was not asked.
    "cap", "long",
    # Nothing came.
    "key", "rejected", "moved", "busy", "slow", "closed",
    # Nothing usable came.
    "refusal", "empty", "broken", "cut", "filtered", "tools", "count", "schema",
    # It says what it may not.
    "quote", "mark", "number", "link", "mention", "markup", "hidden",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, and the tokens that took, in and out, where it was told."""

    said: str
    tokens: tuple[int, int] | None = None


class Unanswered(Exception):
    """A model gave no answer; `tokens` are what that took all the same, None where nobody knows."""

    def __init__(self, reason: Reason, tokens: tuple[int, int] | None = (0, 0)) -> None:
        super().__init__(reason)
        self.reason = reason
        self.tokens = tokens


class Model(Protocol):
    """What is asked: a server, or in a story a list."""

    @property
    def name(self) -> str:
        """What it is called; another one answers otherwise."""

    @property
    def ready(self) -> bool:
        """Whether there is one."""

    def ask(self, request: Request) -> Reply:
        """Ask it; Unanswered where it gives no answer."""


class Nobody:
    """Where no model is named."""

    name, ready = "", False

    def ask(self, _request: Request) -> Reply:
        """Give no answer."""
        raise Unanswered("closed")
