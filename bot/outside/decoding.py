"""Decoding: a document in XML as text, and mended where many feeds are wrong."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final
from xml.sax.saxutils import escape

from bot.outside.pages import Fetched
from bot.outside.sieve import Intricate

# What feeds are written in. Other codecs of Python's are no character sets, or hide what they say.
CHARSETS: Final = frozenset(
    {
        *("ascii", "utf-8", "utf-16", "utf-16-be", "utf-16-le"),
        *(f"iso8859-{number}" for number in (1, 2, 3, 4, 5, 7, 9, 10, 13, 14, 15, 16)),
        *(f"cp125{number}" for number in (0, 1, 2, 3, 4, 7)),
        *("big5", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "koi8-r", "koi8-u", "shift_jis"),
    }
)
MENDED: Final = 100_000
_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}
_SENT: Final = re.compile(r"charset\s*=\s*[\"']?([\w.-]{1,40})", re.IGNORECASE)
_SAID: Final = re.compile(rb"\A\s{0,100}<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})")
_HEAD: Final = re.compile(r"\A\s*<\?xml\s[^>]{0,300}>")
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE: Final = re.compile(
    r"&(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?"
)
_OF_XML: Final = frozenset({"amp;", "apos;", "gt;", "lt;", "quot;"})


def decode(page: Fetched) -> str:
    """A document as text, without what says how it is encoded."""
    for charset in _charsets(page):
        try:
            text = page.body.decode(charset)
        except UnicodeDecodeError:
            continue
        return _HEAD.sub("", text, count=1).lstrip()
    return page.body.decode("cp1252", "replace").lstrip()


def _charsets(page: Fetched) -> Iterator[str]:
    yield from (one for mark, one in _MARKS.items() if page.body.startswith(mark))
    sent, said = _SENT.search(page.content_type), _SAID.match(page.body[:400])
    for name in (sent and sent[1], said and said[1].decode("ascii"), "utf-8"):
        try:
            charset = codecs.lookup(name or "").name
        except LookupError:
            continue
        if charset in CHARSETS:
            yield charset


def mended(text: str) -> str:
    """The text without the characters, and with the references, that XML does not know."""
    if text.count("&") > MENDED:
        raise Intricate
    return _REFERENCE.sub(_reference, _UNFIT.sub("", text))


def _reference(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name[0] == "#" or name in _OF_XML:
        return found[0]
    return escape(html5[name]) if name in html5 else f"&amp;{name}"
