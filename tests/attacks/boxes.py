"""Boxes: sealed ballots that were found somewhere, and what comes out with a key."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from nacl.exceptions import CryptoError

from bot.privacy.sealing import SIZE, Opener, Record

# Of a sealed box: the sender's key of the moment in front, and the check.
LENGTH = SIZE + 48
SENDER = slice(32)


@dataclass(frozen=True)
class Box:
    """A ballot as it lay there; `since` orders the slots as they came."""

    slot: bytes
    sealed: bytes
    since: int


def in_turn(boxes: Sequence[Box]) -> list[bytes]:
    """The slots in the order in which each of them was first filled."""
    first: dict[bytes, int] = {}
    for one in boxes:
        first[one.slot] = min(one.since, first.get(one.slot, one.since))
    return sorted(first, key=lambda slot: first[slot])


def opened(boxes: Sequence[Box], keys: Collection[bytes]) -> Iterator[tuple[bytes, Record]]:
    """What each slot holds, with any of these keys."""
    for opener in map(Opener, keys):
        for one in boxes:
            try:
                yield one.slot, opener.open(one.sealed)
            except (CryptoError, ValueError, IndexError):
                continue
