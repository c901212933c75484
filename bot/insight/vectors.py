"""Vectors: the numbers of texts, made once for what is asked for again soon."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Final

from bot.insight.language import Encoder

if TYPE_CHECKING:
    from bot.insight.language import Vector

# Two kilobytes each.
MOST: Final = 1_000


class Vectors:
    """The numbers of the texts that were asked for last, by a hash of each: no text is kept."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._known: OrderedDict[bytes, Vector] = OrderedDict()
        self._lock = Lock()

    def of(self, coder: Encoder, text: str) -> Vector:
        """The numbers of a text."""
        [found] = self.of_all(coder, [text])
        return found

    def of_all(self, coder: Encoder, texts: Sequence[str]) -> list[Vector]:
        """The numbers of some texts; those not known yet are made together."""
        keys = [_key(coder, one) for one in texts]
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            found |= zip(new, coder.encode_all(list(new.values())), strict=True)
        self._keep(found)
        return [found[key] for key in keys]

    def _keep(self, found: dict[bytes, Vector]) -> None:
        with self._lock:
            for key, numbers in found.items():
                self._known[key] = numbers
                self._known.move_to_end(key)
            while len(self._known) > self.most:
                self._known.popitem(last=False)


def _key(coder: Encoder, text: str) -> bytes:
    return blake2b(f"{coder.name}\n{text}".encode(), digest_size=16).digest()
