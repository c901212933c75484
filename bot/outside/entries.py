"""Entries of feeds of others: plain words, cut to what somebody would read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urljoin, urlsplit

from bot.outside.words import tidy

ENTRIES: Final = 200
LONGEST_TITLE, LONGEST_WORDS, LONGEST_AUTHOR = 300, 4000, 200
LONGEST_ID, LONGEST_LINK = 500, 2000


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Something in a feed of others: plain words, none of them to be trusted.

    Its `id` stays the same and is no other's in this feed. `link` is an address of the web or
    empty, `at` an instant, where the feed tells one.
    """

    id: str
    title: str
    words: str
    link: str
    author: str
    at: datetime | None


def entry(
    base: str, id_: str, title: str, words: str, link: str, author: str, at: datetime | None
) -> FeedEntry:
    """An entry whose words hold no markup any more; `base` is where its feed was found."""
    found = _link(base, link)
    told = " ".join(tidy(title).split("\n"))
    return FeedEntry(
        _id(id_.strip() or found or f"{told}\n{words}"),
        _cut(told, LONGEST_TITLE),
        _cut(tidy(words), LONGEST_WORDS),
        found,
        _cut(" ".join(tidy(author).split("\n")), LONGEST_AUTHOR),
        at,
    )


def distinct(entries: Iterable[FeedEntry]) -> list[FeedEntry]:
    """The entries that say anything, the first one of each id."""
    found: dict[str, FeedEntry] = {}
    for one in entries:
        if one.title or one.words or one.link:
            found.setdefault(one.id, one)
    return list(found.values())


def _id(said: str) -> str:
    short = len(said) <= LONGEST_ID and said.isprintable()
    return said if short else f"sha256:{hashlib.sha256(said.encode()).hexdigest()}"


def _link(base: str, link: str) -> str:
    try:
        found = urljoin(base, link.strip()) if link.strip() else ""
        parts = urlsplit(found)
    except ValueError:
        return ""
    shown = found.isprintable() and " " not in found and len(found) <= LONGEST_LINK
    return found if shown and parts.scheme in ("http", "https") and parts.hostname else ""


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
