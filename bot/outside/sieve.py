"""The sieve: of a feed in XML only what a feed is made of, and never too much of it, is read on.

What reads feeds tolerantly takes long for what somebody made to hurt it: its patterns go back over
a text, its lists are searched from the beginning. So it is only given a little of each thing. Here
every byte is looked at once, and what declares a document type or entities is refused.
"""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter
from typing import Final
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from defusedxml.expatreader import DefusedExpatParser

ENTRIES: Final = 200
ENTRY: Final = frozenset({"entry", "item"})
DEEPEST: Final = 100
# Elements of a document, and inside the long ones of an entry.
ELEMENTS: Final = 100_000
OF_AN_ENTRY: Final = 150
# The only elements of use, and so many characters of each text; inside the long ones may be others.
LONG: Final = dict.fromkeys(("content", "description", "encoded", "summary"), 8_000)
KEPT: Final = {
    **dict.fromkeys(("RDF", "channel", "entry", "feed", "item", "rss"), 0),
    **dict.fromkeys(("created", "date", "issued", "modified", "pubDate", "published"), 100),
    **dict.fromkeys(("updated", "author", "creator", "email", "name"), 200),
    **dict.fromkeys(("title",), 500),
    **dict.fromkeys(("guid", "id", "link", "uri"), 2_000),
    **LONG,
}
# The same element in an entry; characters in all, and of an attribute; attributes of an element.
TIMES: Final = 8
ALL: Final = 1_000_000
LONGEST: Final = 2_000
ATTRIBUTES: Final = 100
# So many bytes in which neither a tag nor a text ends are no feed.
QUIET: Final = 1 << 18
_NEWLINES: Final = re.compile(r"\n+")
_CHUNK: Final = 1 << 16


class Intricate(Exception):
    """It is more than any feed is."""


class _Enough(Exception):
    """There are as many entries as are read."""


def sift(document: bytes) -> bytes:
    """What is left of a feed in UTF-8; DTDForbidden, a SAXParseException, or Intricate."""
    sieve = _Sieve()
    parser = _Parser(forbid_dtd=True)
    parser.setContentHandler(sieve)
    quiet, heard = 0, 0
    try:
        for start in range(0, len(document), _CHUNK):
            parser.feed(document[start : start + _CHUNK])
            quiet = quiet + _CHUNK if sieve.heard == heard else 0
            heard = sieve.heard
            if quiet >= QUIET:
                raise Intricate
        parser.close()
    except _Enough:
        sieve.end()
    return sieve.left.getvalue()


class _Parser(DefusedExpatParser):
    def reset(self) -> None:
        super().reset()
        # Otherwise each line, and each reference to a character, comes by itself.
        self._parser.buffer_text = True  # type: ignore[attr-defined]


class _Sieve(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.left = io.BytesIO()
        self.heard = 0
        self._out = XMLGenerator(self.left, "utf-8")
        self._open: list[str] = []
        self._elements = self._entries = 0
        self._times: Counter[str] = Counter()
        self._room, self._all = 0, ALL
        # How deep the element lies whose inside is left out.
        self._out_of: int | None = None

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802
        self.heard += 1
        self._elements += 1
        if self._elements > ELEMENTS or len(self._open) == DEEPEST:
            raise Intricate
        if self._out_of is None:
            self._begin(name, attrs)
        self._open.append(name)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.heard += 1
        self._open.pop()
        if self._out_of is None:
            self._out.endElement(name)
            if _local(name) in ENTRY:
                self._times.clear()
        elif self._out_of == len(self._open):
            self._out_of = None

    def characters(self, content: str) -> None:
        self.heard += 1
        room = min(self._room, self._all) if self._out_of is None else 0
        if room > 0:
            text = _NEWLINES.sub("\n", content[:room])
            # As it is: of what is escaped each character would come by itself.
            self._out.ignorableWhitespace(f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>")
            self._room -= len(content)
            self._all -= len(text)

    def end(self) -> None:
        """Close what is still open."""
        while self._open:
            self._out.endElement(self._open.pop())

    def _begin(self, name: str, attrs: AttributesImpl[str]) -> None:
        local = _local(name)
        if local in ENTRY:
            self._entries += 1
            self._times.clear()
            if self._entries > ENTRIES:
                raise _Enough
        if not self._fits(local):
            self._out_of = len(self._open)
            return
        self._out.startElement(name, _few(attrs))

    def _fits(self, local: str) -> bool:
        """Whether an element is let through; what is inside a long one shares its room."""
        self._times[local] += 1
        if any(_local(one) in LONG for one in self._open):
            return self._times.total() <= OF_AN_ENTRY
        self._room = KEPT.get(local, 0)
        return local in KEPT and self._times[local] <= TIMES


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _few(attrs: AttributesImpl[str]) -> AttributesImpl[str]:
    few = itertools.islice(attrs.keys(), ATTRIBUTES)
    return AttributesImpl({name: attrs[name][:LONGEST] for name in few})
