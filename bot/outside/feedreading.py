"""Feeds: what others publish, as entries in plain words; RSS, Atom or JSON Feed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.errors import Unreachable
from bot.texts import core

if TYPE_CHECKING:
    from bot.outside.entries import FeedEntry
    from bot.outside.pages import Fetched


def read_feed(page: Fetched) -> list[FeedEntry]:
    """The entries of a feed, in its own order, at most 200; Unreachable where it can't be read."""
    # Loaded when a feed is first read: few processes ever read one.
    from bot.outside.jsonfeed import read_json
    from bot.outside.sieve import Intricate
    from bot.outside.xmlfeed import Broken, Declares, read_xml

    host = urlsplit(page.address).hostname or page.address
    try:
        is_json = page.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
        found = read_json(page) if is_json else read_xml(page)
    except Intricate:
        raise Unreachable(core("outside.intricate", host=host)) from None
    except Declares:
        raise Unreachable(core("outside.declares", host=host)) from None
    except Broken as error:
        raise Unreachable(core("outside.broken", host=host, line=str(error.line))) from None
    if found is None:
        raise Unreachable(core("outside.no_feed", host=host))
    return found
