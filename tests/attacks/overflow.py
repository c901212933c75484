"""SQLite's pages, those in its log and free ones too: ballots in parts, put together again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from struct import unpack_from

from tests.attacks.boxes import LENGTH, Box

PAGE, LOG, FRAME = 4096, 32, 24
# How an index page of a table without row ids begins, and what stands before its pointers.
LEAF, INNER = 10, 2
HEADERS = {LEAF: 8, INNER: 12}
# So much of a row that does not fit is kept in place, the rest on the page that is named then.
HERE = (PAGE - 12) * 32 // 255 - 23
# How a row says that it has a number, 32 bytes, and a box.
KINDS = bytes([76]) + bytes([0x80 | (12 + 2 * LENGTH) >> 7, (12 + 2 * LENGTH) & 0x7F])


def boxes(pieces: Mapping[str, bytes]) -> list[Box]:
    """Ballots of which any page is still there, deleted or not."""
    images = list(_images(pieces))
    by_number: dict[int, list[bytes]] = {}
    for number, page in images:
        by_number.setdefault(number, []).append(page)
    found: dict[tuple[bytes, bytes], int] = {}
    for since, (_, page) in enumerate(images):
        for cell in _cells(page):
            for slot, sealed in _whole(cell, by_number):
                found.setdefault((slot, sealed), since)
    return [Box(slot, sealed, since) for (slot, sealed), since in found.items()]


def _images(pieces: Mapping[str, bytes]) -> Iterator[tuple[int, bytes]]:
    """Every page there ever was of which an image is left, the log's first: it has an order."""
    data, log = pieces.get("piazza.db", b""), pieces.get("piazza.db-wal", b"")
    for at in range(LOG, len(log) - PAGE, FRAME + PAGE):
        yield unpack_from(">I", log, at)[0], log[at + FRAME : at + FRAME + PAGE]
    for at in range(0, len(data), PAGE):
        yield at // PAGE + 1, data[at : at + PAGE]


def _cells(page: bytes) -> Iterator[bytes]:
    """What an index page points to, from each cell on."""
    if page[0] not in HEADERS:
        return
    (count,) = unpack_from(">H", page, 3)
    first = HEADERS[page[0]]
    for at in range(first, min(first + 2 * count, PAGE - 1), 2):
        (begin,) = unpack_from(">H", page, at)
        yield page[begin + 4 * (page[0] == INNER) :]


def _whole(cell: bytes, by_number: Mapping[int, list[bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """A slot and each box that may belong to it."""
    # The payload's length (2), then the row's header: its own length, the kinds.
    at = cell.find(KINDS, 2, 8)
    if at < 0:
        return
    # The kind of the round's number says how long that is.
    kind, body = cell[at - 1], at + len(KINDS)
    slot_at = body + (0 if kind in (8, 9) else kind)
    slot, box_at = cell[slot_at : slot_at + 32], slot_at + 32
    if len(cell) < 2 + HERE + 4:
        return
    begin = cell[box_at : 2 + HERE]
    (number,) = unpack_from(">I", cell, 2 + HERE)
    for page in by_number.get(number, ()):
        yield slot, begin + page[4 : 4 + LENGTH - len(begin)]
