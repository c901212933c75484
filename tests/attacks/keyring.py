"""Keys that lie around: every 32 bytes anywhere are tried as one."""

from __future__ import annotations

import hmac
import re
from binascii import a2b_base64
from collections.abc import Collection, Iterable, Iterator, Mapping

from nacl.bindings import crypto_scalarmult_base

KEY = 32
BLOCK = 8
# Random bytes are hardly ever more alike than this.
IN_BLOCK, IN_KEY = 5, 22
# What is so long and random was encrypted: inside it is no key, at its ends there might be one.
LONG = 256
EDGE = 2 * KEY
WORDS = re.compile(rb"[\x09\x0a\x0d\x20-\x7e]{16,}")
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){32,128}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{43,}")
SPELLED = 43
TO_PLAIN = bytes.maketrans(b"-_", b"+/")


def candidates(pieces: Mapping[str, bytes], *, thorough: bool) -> set[bytes]:
    """Whatever may be a key, as bytes or spelled out; `thorough` looks into what is encrypted."""
    found: set[bytes] = set()
    for data in pieces.values():
        for text in WORDS.findall(data):
            found.update(_spelled(text))
        rest = WORDS.sub(lambda match: bytes(len(match[0])), data)
        for begin, end in _random(rest):
            found.update(_windows(rest[begin:end], thorough=thorough))
    return found


def private_keys(found: Iterable[bytes], public: Collection[bytes]) -> list[bytes]:
    """Those of which one of these is the public half."""
    return [one for one in found if crypto_scalarmult_base(one) in public]


def peppers(found: Iterable[bytes], slots: Collection[bytes], people: Iterable[int]) -> list[bytes]:
    """Those that make one of these slots of one of these people."""
    names = [b"%d" % one for one in people]
    return [
        one for one in found if any(hmac.digest(one, name, "sha256") in slots for name in names)
    ]


def _spelled(text: bytes) -> Iterator[bytes]:
    for match in HEX.findall(text):
        spelled = bytes.fromhex(match.decode())
        yield from (spelled[at : at + KEY] for at in range(len(spelled) - KEY + 1))
    for run in BASE64.findall(text):
        # Other letters may stand right before it.
        for at in range(len(run) - SPELLED + 1):
            word = run[at : at + SPELLED]
            # Whatever has letters of one kind only is a number or text.
            if not word.islower() and not word.isupper():
                yield a2b_base64(word.translate(TO_PLAIN) + b"=")


def _random(data: bytes) -> Iterator[tuple[int, int]]:
    """From where to where bytes look as if they had been drawn by lot."""
    begin = 0
    for at in range(0, len(data) + BLOCK, BLOCK):
        if len(set(data[at : at + BLOCK])) >= IN_BLOCK:
            continue
        if at - begin >= KEY - BLOCK:
            yield max(0, begin - BLOCK), at + BLOCK
        begin = at + BLOCK


def _windows(run: bytes, *, thorough: bool) -> Iterator[bytes]:
    if len(run) > LONG and not thorough:
        yield from _windows(run[:EDGE], thorough=True)
        run = run[-EDGE:]
    for at in range(len(run) - KEY + 1):
        window = run[at : at + KEY]
        if len(set(window)) >= IN_KEY:
            yield window
