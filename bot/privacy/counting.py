"""Counting: what the ballots of a round come to, without any of them being seen again."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError

from bot.privacy.items import Histogram, Item, Path
from bot.privacy.sealing import Opener, Record


@dataclass
class Count:
    """How often each answer was given by those directly in each unit, and what they wrote.

    Answers to one item are never kept together with those to another, nor with the words.
    `unreadable` counts ballots that nobody has sealed for this round.
    """

    items: Sequence[Item]
    units: dict[Path, list[list[int]]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    people: int = 0
    unreadable: int = 0

    def add(self, opener: Opener, ballots: Iterable[bytes]) -> None:
        """Open ballots and count them."""
        for one in ballots:
            try:
                self._add(opener.open(one))
            except (CryptoError, ValueError, IndexError):
                # Whoever may write into the database may also put nonsense there.
                self.unreadable += 1

    def _add(self, record: Record) -> None:
        if not self._fits(record):
            raise ValueError("not a record of this round")
        counts = self.units.get(record.path)
        if counts is None:
            counts = [[0] * (one.high - one.low + 1) for one in self.items]
            self.units[record.path] = counts
        for answers, place in zip(counts, record.answers, strict=True):
            if place is not None:
                answers[place] += 1
        self.people += 1
        if record.comment:
            self.comments.append(record.comment)

    def _fits(self, record: Record) -> bool:
        pairs = zip(self.items, record.answers, strict=False)
        return len(record.answers) == len(self.items) and all(
            place is None or place <= item.high - item.low for item, place in pairs
        )

    def histograms(self) -> dict[Path, dict[str, Histogram]]:
        """How often each answer was given, by unit and by the item's name."""
        return {
            path: {
                item.name: tuple(answers) for item, answers in zip(self.items, counts, strict=True)
            }
            for path, counts in self.units.items()
        }

    def shuffled(self, secret: bytes) -> list[str]:
        """The comments in an order that nobody can tell without the secret, always the same."""
        return sorted(self.comments, key=lambda one: hmac.digest(secret, one.encode(), "sha256"))
