"""Unpacking: a body that comes packed, never more of it than is wanted."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from bot.outside.wire import TooMuch

# How zlib is told what is around the data.
_GZIP: Final = 16 + zlib.MAX_WBITS
PLAIN: Final = frozenset({"", "identity"})
CODINGS: Final = frozenset({"gzip", "x-gzip", "deflate"})


def unpack(chunks: Iterable[bytes], coding: str, most: int) -> bytes:
    """All of a body, whose coding is a plain one or one of `CODINGS`; `TooMuch` of it is none."""
    body = bytearray()
    for piece in chunks if coding in PLAIN else _inflated(iter(chunks), coding, most):
        body += piece
        if len(body) > most:
            raise TooMuch
    return bytes(body)


def _inflated(chunks: Iterator[bytes], coding: str, most: int) -> Iterator[bytes]:
    first = next(chunks, b"")
    packed = zlib.decompressobj(_window(coding, first))
    for chunk in itertools.chain([first], chunks):
        rest = chunk
        while rest and not packed.eof:
            yield packed.decompress(rest, most + 1)
            rest = packed.unconsumed_tail
    if not packed.eof:
        raise EOFError("what was packed broke off")


def _window(coding: str, first: bytes) -> int:
    if coding != "deflate":
        return _GZIP
    # By RFC 9110 it has the head of zlib; some servers leave that out.
    headed = len(first) > 1 and first[0] & 15 == 8 and int.from_bytes(first[:2]) % 31 == 0
    return zlib.MAX_WBITS if headed else -zlib.MAX_WBITS
