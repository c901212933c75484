"""The stage: what a platform must offer so that the sample company can be played on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.runtime.outgoing import WordedCard
from bot.runtime.platform import Platform, Profile


@dataclass(frozen=True, slots=True)
class Hired:
    """Somebody new, as the platform shows them; `about` is such as "designer, Milano".

    Those of one `team` can be named as one.
    """

    profile: Profile
    about: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """A card somebody can see: in which room, and its place as `deliver` returned it."""

    card: WordedCard
    room: str
    place: Mapping[str, str]


class Stage(Platform, Protocol):
    """A platform whose people are ours to invent."""

    async def undo(self) -> None:
        """Stop, and leave everything as it was before the start."""

    async def clear(self) -> None:
        """Forget everybody and everything that was said."""

    async def hire(self, people: Sequence[Hired]) -> None:
        """Give these people accounts; who has one already gets what is new."""

    async def post(self, room: str, who: str, text: str) -> None:
        """Let somebody (by the platform's id) say something in a channel."""

    async def cards(self, who: str, most: int) -> list[Posted]:
        """The latest cards somebody can see, in channels and sent to them, newest first."""
