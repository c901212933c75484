"""RSS 2.0, RSS 1.0 and Atom 1.0, and what is nearly that, as entries."""

from __future__ import annotations

import calendar
import io
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax import SAXParseException

import feedparser
from defusedxml.common import DefusedXmlException

from bot.outside.decoding import decode, mended
from bot.outside.entries import ENTRIES, FeedEntry, distinct, entry
from bot.outside.pages import Fetched
from bot.outside.sieve import sift
from bot.outside.words import words_of

_PAGE: Final = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)


class Declares(Exception):
    """It declares a type of document or entities."""


class Broken(Exception):
    """It is no XML from a line on, and can't be mended."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def read_xml(page: Fetched) -> list[FeedEntry] | None:
    """The entries of a feed in XML; None where it is none."""
    text = decode(page)
    if not text.startswith("<") or _PAGE.match(text):
        return None
    try:
        left = _sifted(text)
    except DefusedXmlException:
        raise Declares from None
    return _parsed(page, left)


def _sifted(text: str) -> bytes:
    try:
        return sift(text.encode())
    except SAXParseException:
        pass
    try:
        return sift(mended(text).encode())
    except SAXParseException as error:
        raise Broken(error.getLineNumber() or 1) from None


def _parsed(page: Fetched, left: bytes) -> list[FeedEntry] | None:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": page.address}
    # As a stream: of bytes it would try whether they name a file.
    found = feedparser.parse(
        io.BytesIO(left), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not found.get("version") and not found.entries:
        return None
    author = _author(found.feed)
    return distinct(_entry(page.address, one, author) for one in found.entries[:ENTRIES])


def _entry(base: str, one: Mapping[str, Any], author: str) -> FeedEntry:
    said = dict(one)
    contents = [*(said.get("content") or ()), said.get("summary_detail")]
    return entry(
        base,
        _text(said, "id"),
        _words(said.get("title_detail")),
        _words(contents[0]) or words_of(_text(said, "summary")),
        _text(said, "link"),
        _author(said) or author,
        _instant(said.get("published_parsed")) or _instant(said.get("updated_parsed")),
    )


def _text(one: Mapping[str, Any] | None, name: str) -> str:
    """What is said there; of what is in the wrong place, nothing."""
    # Asked as a plain dict: it would look for names of older versions, and warn of them.
    said = dict(one or {}).get(name)
    return said if isinstance(said, str) else ""


def _author(one: Mapping[str, Any]) -> str:
    return _text(dict(one).get("author_detail"), "name") or _text(one, "author")


def _words(detail: Mapping[str, Any] | None) -> str:
    words = _text(detail, "value")
    return words if _text(detail, "type") == "text/plain" else words_of(words)


def _instant(parsed: time.struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None
