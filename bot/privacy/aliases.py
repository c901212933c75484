"""Aliases: what stands for somebody who is not to be named, and only they can show to be theirs."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from secrets import token_hex

from bot.runtime.keys import find_key, make_key

NAME = "aliases"
# So many are drawn by lot, and as many follow from them, whose it is, and the key.
DIGITS = 32


@dataclass(eq=False)
class Aliases:
    """Makes them with a key that lies in `keys`, apart from the data."""

    keys: Path

    def make(self, skill: str, person: int) -> str:
        """What stands for somebody in a skill; another each time, so that no two tell of one."""
        return self._signed(token_hex(DIGITS // 2), skill, person)

    def stands_for(self, alias: str, skill: str, person: int) -> bool:
        """Whether it does for this person."""
        mine = self._signed(alias[:DIGITS], skill, person)
        return hmac.compare_digest(mine.encode(), alias.encode())

    def _signed(self, salt: str, skill: str, person: int) -> str:
        digest = hmac.digest(self._key, f"{skill}\0{person}\0{salt}".encode(), "sha256")
        return salt + digest.hex()[:DIGITS]

    @cached_property
    def _key(self) -> bytes:
        make_key(self.keys, NAME)
        return find_key(self.keys, NAME)
