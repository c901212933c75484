"""Aliases: what stands for somebody who is not to be named, and only they can show to be theirs."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.runtime.keys import find_key, make_key

NAME = "aliases"


@dataclass(eq=False)
class Aliases:
    """Makes them with a key that lies in `keys`, apart from the data."""

    keys: Path

    def of(self, skill: str, person: int) -> str:
        """What stands for somebody in a skill, the same each time."""
        return hmac.digest(self._key, f"{skill}\0{person}".encode(), "sha256").hex()

    @cached_property
    def _key(self) -> bytes:
        make_key(self.keys, NAME)
        return find_key(self.keys, NAME)
