"""Pictures in sixteen colours: small, and to be read all the same."""

from __future__ import annotations

import struct
import zlib

import pytest

from bot.insight.charts import draw, draw_small
from bot.insight.palette import COLOURS, reduced
from tests.bot.insight.test_charts import chunks, picture, size

WHITE, INK = (255, 255, 255), (31, 41, 51)


def png(
    width: int, rows: list[bytes], how: int = 0, kind: tuple[int, ...] = (8, 6, 0, 0, 0)
) -> bytes:
    """A PNG of rows of RGBA, as they are filtered."""
    raw = zlib.compress(b"".join(bytes([how]) + row for row in rows))
    parts = ((b"IHDR", struct.pack(">II", width, len(rows)) + bytes(kind)), (b"IDAT", raw))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + bytes(4) for name, data in parts
    )


def pixels(made: bytes) -> list[tuple[int, ...]]:
    """Every pixel of a picture with a palette, row by row."""
    found = dict(chunks(made))
    width, height = size(made)
    palette = [tuple(found[b"PLTE"][n : n + 3]) for n in range(0, len(found[b"PLTE"]), 3)]
    raw, stride = zlib.decompress(found[b"IDAT"]), (width + 1) // 2 + 1
    assert len(raw) == stride * height
    rows = [raw[start + 1 : start + stride] for start in range(0, len(raw), stride)]
    return [
        palette[half]
        for row in rows
        for half in [half for byte in row for half in (byte >> 4, byte & 15)][:width]
    ]


def rgba(*colours: tuple[int, int, int]) -> bytes:
    return b"".join(bytes((*one, 255)) for one in colours)


def test_few_colours_stay_as_they_are() -> None:
    rows = [rgba(WHITE, INK, WHITE), rgba(INK, INK, WHITE)]
    made = reduced(png(3, rows))
    assert pixels(made) == [WHITE, INK, WHITE, INK, INK, WHITE]


def test_what_is_told_by_the_pixel_to_the_left_is_read_alike() -> None:
    first = bytes((200, 100, 50, 255))
    change = bytes((100, 0, 206, 0))  # each is added, and begins anew after 255
    made = reduced(png(2, [first + change], how=1))
    assert pixels(made) == [(200, 100, 50), (44, 100, 0)]


def test_of_many_colours_the_commonest_stay_and_shades_go_to_the_nearest() -> None:
    shades = [(n, n, n) for n in range(256)]
    row = rgba(*[WHITE] * 500, *[(0, 114, 178)] * 9, *shades)
    found = pixels(reduced(png(500 + 9 + 256, [row])))
    assert found[:509] == [WHITE] * 500 + [(0, 114, 178)] * 9
    kept = set(found)
    assert len(kept) == COLOURS
    for before, after in zip(shades, found[509:], strict=True):
        assert far(before, after) == min(far(before, one) for one in kept)


def far(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"GIF89a",
        png(1, [rgba(WHITE)], how=4),
        png(1, [rgba(WHITE)], kind=(8, 2, 0, 0, 0)),
        png(1, [rgba(WHITE)], kind=(16, 6, 0, 0, 0)),
        png(1, [rgba(WHITE)], kind=(8, 6, 0, 0, 1)),
    ],
)
def test_a_picture_of_another_make_is_refused(other: bytes) -> None:
    with pytest.raises(ValueError, match="PNG"):
        reduced(other)


def test_a_chart_becomes_a_tenth_and_as_large_as_it_may_be() -> None:
    chart = picture([("Mon 1", 3.0), ("Tue 2", 5.0)])
    small = draw_small(chart, "en", 13_500)
    assert small is not None
    assert size(small) == (720, 384)
    assert len(small) * 10 < len(draw(chart, "en"))
    less = draw_small(chart, "en", len(small) - 1)
    assert less is not None
    assert size(less) == (600, 320)
    assert draw_small(chart, "en", 100) is None
