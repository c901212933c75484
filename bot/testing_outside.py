"""The world outside in stories: it answers what their author wrote, and no network is needed."""

from __future__ import annotations

import hashlib

from bot.errors import Unreachable
from bot.outside.addresses import is_outside, literally, read
from bot.outside.pages import Fetched, Known
from bot.texts import core


class Elsewhere(dict[str, bytes | Unreachable]):
    """What is found at which address, to be read by jobs; an `Unreachable` is raised there.

    What is asked for anew, and is the same, has not changed. Nobody knows any other host.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def fetch(self, address: str, known: Known | None = None) -> Fetched | None:
        """Answer as the internet would; an address that it would refuse is refused here, too."""
        target = read(address)
        literal = literally(target.host)
        if literal is not None and not is_outside(literal):
            raise Unreachable(core("outside.inside", host=target.host))
        self.asked.append(address)
        found = self.get(address)
        if found is None:
            raise Unreachable(core("outside.unknown", host=target.host))
        if isinstance(found, Unreachable):
            raise found
        etag = f'"{hashlib.sha256(found).hexdigest()[:16]}"'
        return None if known and known.etag == etag else Fetched(address, found, etag=etag)
