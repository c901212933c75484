"""The canary: words and answers that stand nowhere by chance, and every way to write them down."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial

# Letters that nobody writes, and all around them that has to be escaped somewhere.
WORD = "zqkanarienvogelxw"
WORDS = f'{WORD} "è" \\ <&> 100% 🐤\n{WORD}'
# Six answers from 0 to 99, typed with more zeros before them than stand anywhere.
ANSWERS = {"ease": 73, "trust": 19, "pace": 88, "pride": 41, "rest": 62, "voice": 97}
ZEROS = "0" * 19
TYPED = {name: f"{ZEROS}{answer}" for name, answer in ANSWERS.items()}


def _inner(offset: int, word: str, coding: str = "utf-8") -> bytes:
    """What stands in base64 for a word after `offset` other bytes, whatever is around it."""
    raw = word.encode(coding)
    whole = base64.b64encode(b"\0" * offset + raw)
    return whole[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]


WAYS: Mapping[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "utf-16-le": lambda word: word.encode("utf-16-le"),
    "utf-16-be": lambda word: word.encode("utf-16-be"),
    "utf-32": lambda word: word.encode("utf-32-le"),
    "hex": lambda word: word.encode().hex().encode(),
    "HEX": lambda word: word.encode().hex().upper().encode(),
    "base64": partial(_inner, 0),
    "base64 after one": partial(_inner, 1),
    "base64 after two": partial(_inner, 2),
    "base64 of utf-16": partial(_inner, 0, coding="utf-16-le"),
    "url": lambda word: "".join(f"%{ord(one):02x}" for one in word).encode(),
    "URL": lambda word: "".join(f"%{ord(one):02X}" for one in word).encode(),
    "json": lambda word: "".join(f"\\u{ord(one):04x}" for one in word).encode(),
    "reversed": lambda word: word[::-1].encode(),
}
NEEDLES = {
    f"{what}, {how}": write(text)
    for what, text in {"words": WORD, "zeros": ZEROS}.items()
    for how, write in WAYS.items()
}


def _vector() -> re.Pattern[bytes]:
    """The answers one after the other: as numbers with anything between, or packed."""
    numbers = rb"\D{1,40}?".join(rb"(?<!\d)%d(?!\d)" % one for one in ANSWERS.values())
    packed = [bytes(one + more for one in ANSWERS.values()) for more in (0, 1)]
    wide = [b"".join(n.to_bytes(4, "little") for n in ANSWERS.values())]
    return re.compile(b"|".join([numbers, *map(re.escape, [*packed, *wide])]))


VECTOR = _vector()
_PACKED = re.compile(rb"x[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_CODED = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_MOST = 1 << 20


def found(heap: bytes, *, deep: int = 2) -> list[str]:
    """In which ways the canary stands in a heap; what is packed or coded in it is opened."""
    hits = [how for how, needle in NEEDLES.items() if needle in heap]
    hits += ["answers"] if VECTOR.search(heap) else []
    if deep:
        for inner in _opened(heap):
            hits += [f"{hit}, within" for hit in found(inner, deep=deep - 1)]
    return hits


def _opened(heap: bytes) -> Iterator[bytes]:
    """What can be unpacked or decoded of a heap."""
    unpacked = (
        _unpacked(heap[one.start() : one.start() + _MOST]) for one in _PACKED.finditer(heap)
    )
    decoded = (_decoded(one) for one in {one[0] for one in _CODED.finditer(heap)})
    for inner in (b"\n".join(filter(None, unpacked)), b"\n".join(decoded)):
        if inner:
            yield inner


def _unpacked(packed: bytes) -> bytes:
    try:
        # Gzip or zlib, whichever it says.
        return zlib.decompressobj(wbits=47).decompress(packed, _MOST)
    except zlib.error:
        return b""


def _decoded(coded: bytes) -> bytes:
    whole = coded.translate(bytes.maketrans(b"-_", b"+/"))
    whole = whole[: len(whole) - (len(whole) % 4 == 1)]
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))


def as_bytes(told: object) -> bytes:
    """Anything that came out, as it would be written down."""
    if isinstance(told, bytes):
        return told
    words = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, default=str)
    return words.encode("utf-8", "surrogatepass")
