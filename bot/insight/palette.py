"""Palettes: a picture in sixteen colours, for where every byte counts; PNG in, PNG out."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, TypeAlias

MARK: Final = b"\x89PNG\r\n\x1a\n"
COLOURS: Final = 16
# Colours that are nearer than this, added up over red, green and blue, count as one at first.
NEAR: Final = 40
RGBA, BITS = 6, 8
UNFILTERED, FROM_THE_LEFT = 0, 1

Colour: TypeAlias = tuple[int, int, int]


def reduced(png: bytes) -> bytes:
    """The same picture in the colours that matter; ValueError for a PNG of another make.

    It takes what the renderer of the charts makes: opaque, eight bits a channel, not interlaced.
    """
    width, height, raw = _opened(png)
    pixels = [pixel for row in _rows(raw, width) for pixel in row]
    counted = Counter(pixels)
    palette = _palette(counted)
    nearest = {one: _nearest(one, palette) for one in counted}
    numbers = bytes(nearest[one] for one in pixels)
    packed = b"".join(b"\0" + _packed(numbers[y * width : (y + 1) * width]) for y in range(height))
    return MARK + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(part for one in palette for part in one)),
            _chunk(b"IDAT", zlib.compress(packed, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _opened(png: bytes) -> tuple[int, int, bytes]:
    chunks = list(_chunks(png))
    if png[:8] != MARK or not chunks or chunks[0][0] != b"IHDR":
        raise ValueError("no PNG")
    width, height, *kind = struct.unpack(">IIBBBBB", chunks[0][1])
    if kind[:2] != [BITS, RGBA] or kind[4]:
        raise ValueError("a PNG of another kind")
    return width, height, zlib.decompress(b"".join(it for name, it in chunks if name == b"IDAT"))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = len(MARK)
    while start + 8 <= len(png):
        length, name = struct.unpack(">I4s", png[start : start + 8])
        yield name, png[start + 8 : start + 8 + length]
        start += 12 + length


def _rows(raw: bytes, width: int) -> Iterator[list[Colour]]:
    stride = 4 * width + 1
    for start in range(0, len(raw), stride):
        how, row = raw[start], raw[start + 1 : start + stride]
        if how not in (UNFILTERED, FROM_THE_LEFT):
            raise ValueError("a PNG that is filtered in another way")
        channels: list[Sequence[int]] = [row[n::4] for n in range(3)]
        if how == FROM_THE_LEFT:
            channels = [bytes(sum_ & 255 for sum_ in accumulate(one)) for one in channels]
        red, green, blue = channels
        yield list(zip(red, green, blue, strict=True))


def _palette(counted: Counter[Colour]) -> list[Colour]:
    """The commonest colours that are not shades of one another, then the commonest shades."""
    found: list[Colour] = []
    for least in (NEAR, 0):
        for one, _ in counted.most_common():
            if len(found) < COLOURS and all(_distance(one, other) > least for other in found):
                found.append(one)
    return found


def _nearest(one: Colour, palette: Sequence[Colour]) -> int:
    return min(range(len(palette)), key=lambda number: _distance(one, palette[number]))


def _distance(one: Colour, other: Colour) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1]) + abs(one[2] - other[2])


def _packed(numbers: bytes) -> bytes:
    """Two pixels a byte."""
    even = numbers if len(numbers) % 2 == 0 else numbers + b"\0"
    return bytes(left << 4 | right for left, right in zip(even[::2], even[1::2], strict=True))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
