"""PostgreSQL's pages, deleted rows and all: what `pageinspect` would show, and a little more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from struct import unpack_from

from tests.attacks.boxes import LENGTH, Box

PAGE, HEADER, NORMAL = 8192, 24, 1
# A row's number of the round (8), a slot (1 and 32), and where the box is kept in pieces.
SLOT, ELSEWHERE = slice(9, 41), slice(41, 43)
ON_DISK = b"\x01\x12"


def boxes(pieces: Mapping[str, bytes]) -> list[Box]:
    """Ballots of which the pieces are still there, wherever their rows have been deleted."""
    parts = {name: data for name, data in pieces.items() if name.startswith("pg_toast.")}
    stored = dict(_stored(parts.values()))
    found = []
    for xmin, row in _tuples(pieces["ballot"]):
        if row[ELSEWHERE] == ON_DISK:
            (value,) = unpack_from("<I", row, 43 + 8)
            found.append(Box(row[SLOT], stored.get(value, b""), xmin))
    return found


def _stored(tables: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Long values by their number, put together again."""
    pieces: dict[int, dict[int, bytes]] = {}
    for table in tables:
        for _, row in _tuples(table):
            value, number, length = unpack_from("<III", row)
            pieces.setdefault(value, {})[number] = row[12 : 8 + (length >> 2)]
    for value, by_number in pieces.items():
        whole = b"".join(by_number[number] for number in sorted(by_number))
        if len(whole) == LENGTH:
            yield value, whole


def _tuples(table: bytes) -> Iterator[tuple[int, bytes]]:
    """Each row of a table's file with the transaction that made it, alive or dead."""
    for start in range(0, len(table), PAGE):
        page = table[start : start + PAGE]
        (lower,) = unpack_from("<H", page, 12)
        for at in range(HEADER, lower, 4):
            (pointer,) = unpack_from("<I", page, at)
            begin, state, length = pointer & 0x7FFF, pointer >> 15 & 3, pointer >> 17
            if state == NORMAL:
                (xmin,) = unpack_from("<I", page, begin)
                yield xmin, page[begin + page[begin + 22] : begin + length]
