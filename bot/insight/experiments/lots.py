"""Lots: who does not get a nudge while it is tested, drawn anew by a key and kept nowhere.

No table says who is in which group: a person's lot follows from the key, the nudge and the person,
and the key does not lie with the data. So it stays the same in every zone and after a return, who
joins has one as well, and of who is forgotten nothing is left.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.runtime.keys import find_key, make_key

NAME = "experiments"
_BYTES = 8


@dataclass(eq=False)
class Lots:
    """Draws with a key that lies in `keys`; without it nothing that is tested is sent."""

    keys: Path

    def is_held(self, nudge: str, share: int, person: int) -> bool:
        """Whether somebody is among the `share` percent who do not get a nudge."""
        digest = hmac.digest(self._key, f"{nudge}\0{person}".encode(), "sha256")
        return int.from_bytes(digest[:_BYTES]) * 100 < share << (8 * _BYTES)

    def make(self) -> None:
        """Have the key before the first draw; SetupError where it can't be written."""
        make_key(self.keys, NAME)

    @cached_property
    def _key(self) -> bytes:
        return find_key(self.keys, NAME)
