"""Pages of the world outside: what came of asking for one, and what is asked the next time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Known:
    """What was said of a page when it was fetched last, so that it comes again only when changed.

    Keep it beside the address; each is at most 500 characters long.
    """

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: its bytes unpacked, and the address at which it was found in the end."""

    address: str
    body: bytes
    content_type: str = ""
    etag: str = ""
    modified: str = ""

    @property
    def known(self) -> Known:
        """What to ask with the next time."""
        return Known(self.etag, self.modified)


class Outside(Protocol):
    """What pages are fetched from: the internet, or in a story what its author wrote."""

    def fetch(self, address: str, known: Known | None = None) -> Fetched | None:
        """Fetch a page; None where it has not changed since it was `known`."""
