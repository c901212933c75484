"""Sealing: one ballot becomes 4 KiB that only the round's private key opens."""

from __future__ import annotations

from dataclasses import dataclass

from nacl.public import PrivateKey, PublicKey, SealedBox

from bot.privacy.items import Path

# Every record is of one length, so that nobody can tell a long comment from none.
SIZE = 4096
_SHORT, _WIDE = b"\0", b"\1"


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody answered, as places on each item's scale from 0; None is no answer.

    `path` is where in the company they were at that moment.
    """

    answers: tuple[int | None, ...]
    path: Path = ()
    comment: str = ""


def seal(record: Record, public_key: bytes) -> bytes:
    """A sealed box of one length; libsodium's, through PyNaCl."""
    return SealedBox(PublicKey(public_key)).encrypt(_packed(record))


class Opener:
    """Opens the ballots of one round."""

    def __init__(self, private_key: bytes) -> None:
        self._box = SealedBox(PrivateKey(private_key))

    def open(self, sealed: bytes) -> Record:
        """What was sealed; ValueError or CryptoError when it is none of ours."""
        return _unpacked(self._box.decrypt(sealed))


def _packed(record: Record) -> bytes:
    answers = bytes(0 if one is None else one + 1 for one in record.answers)
    words = _encoded("\0".join((record.comment, *record.path)))
    found = bytes([len(answers)]) + answers + len(words).to_bytes(2, "big") + words
    if len(found) > SIZE:
        raise ValueError("a record is longer than its box")
    return found.ljust(SIZE, b"\0")


def _unpacked(packed: bytes) -> Record:
    end = 1 + packed[0]
    answers = tuple(one - 1 if one else None for one in packed[1:end])
    length = int.from_bytes(packed[end : end + 2], "big")
    comment, *path = _decoded(packed[end + 2 : end + 2 + length]).split("\0")
    return Record(answers, tuple(path), comment)


def _encoded(words: str) -> bytes:
    """At most three bytes a character, so that the longest words of every script fit."""
    short = words.encode()
    if len(short) <= 3 * len(words):
        return _SHORT + short
    wide = words.encode("utf-32-be")
    return _WIDE + bytes(byte for at, byte in enumerate(wide) if at % 4)


def _decoded(words: bytes) -> str:
    if words[:1] == _SHORT:
        return words[1:].decode()
    wide = words[1:]
    return b"".join(b"\0" + wide[at : at + 3] for at in range(0, len(wide), 3)).decode("utf-32-be")
