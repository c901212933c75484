"""Measured: how wide words are in the font that travels with the renderer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

# Thousandths of the size, as Liberation Sans has them; a letter with an accent is as wide as one
# without. Of what is in no row, the widest letters of other alphabets are told from the others.
_ROWS: Final = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
_WIDTHS: Final = {letter: width for width, row in _ROWS.items() for letter in row}
_OTHER, _WIDE, _HEAVY = 700, 1000, 1.08


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is; rather too wide than too narrow."""
    return sum(map(_letter, text)) * size / 1000 * (_HEAVY if bold else 1)


def _letter(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.combining(letter):
        return 0
    base = unicodedata.normalize("NFD", letter)[0]
    wide = unicodedata.east_asian_width(letter) in "WF"
    return _WIDE if wide else _WIDTHS.get(base, _OTHER)


def broken(text: str, size: float, room: float, *, bold: bool = False) -> Iterator[str]:
    """The lines of a text that are no wider than there is room; a word may break."""
    for line in text.split("\n"):
        so_far = ""
        for word in line.split():
            for part in _parts(word, size, room, bold=bold):
                longer = f"{so_far} {part}".strip()
                if so_far and width(longer, size, bold=bold) > room:
                    yield so_far
                    longer = part
                so_far = longer
        if so_far:
            yield so_far


def _parts(word: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
    part = ""
    for letter in word:
        if part and width(part + letter, size, bold=bold) > room:
            yield part
            part = ""
        part += letter
    yield part
