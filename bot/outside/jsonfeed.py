"""JSON Feed 1.1 and 1.0, as entries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bot.outside.entries import ENTRIES, FeedEntry, distinct, entry
from bot.outside.pages import Fetched
from bot.outside.sieve import Intricate
from bot.outside.words import words_of

VERSION: Final = "https://jsonfeed.org/version/1"
# What is read into memory has so many parts at most: each takes fifty times its own length there.
PARTS: Final = {b"{": 20_000, b"[": 20_000, b",": 300_000}
LONG: Final = 20_000


def read_json(page: Fetched) -> list[FeedEntry] | None:
    """The entries of a JSON Feed; None where it is none, Intricate where it is more than a feed."""
    if any(page.body.count(one) > most for one, most in PARTS.items()):
        raise Intricate
    try:
        feed = json.loads(page.body)
    except RecursionError:
        raise Intricate from None
    except ValueError:
        return None
    if not _text(feed, "version").startswith(VERSION) or not isinstance(feed.get("items"), list):
        return None
    return distinct(_entries(page.address, feed))


def _entries(base: str, feed: Mapping[str, Any]) -> Iterator[FeedEntry]:
    for one in feed["items"][:ENTRIES]:
        if isinstance(one, dict):
            yield entry(
                base,
                _text(one, "id"),
                _text(one, "title"),
                _words(one),
                _text(one, "url") or _text(one, "external_url"),
                _author(one) or _author(feed),
                _instant(_text(one, "date_published")) or _instant(_text(one, "date_modified")),
            )


def _text(one: Any, name: str) -> str:
    """What is said there; numbers are said, too, as the ids of some feeds are."""
    said = one.get(name) if isinstance(one, dict) else None
    return str(said)[:LONG] if isinstance(said, str | int) else ""


def _words(one: Mapping[str, Any]) -> str:
    return (
        _text(one, "content_text") or words_of(_text(one, "content_html")) or _text(one, "summary")
    )


def _author(one: Mapping[str, Any]) -> str:
    authors = one.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else one.get("author")
    return _text(first, "name")


def _instant(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
