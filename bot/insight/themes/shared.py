"""Shared words: which rare words texts have in common, as numbers beside what they are about.

What people call by the same word belongs together a little more than its numbers alone would say.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from typing import TYPE_CHECKING, Any, Final

from bot.insight.themes.naming import spelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[Any]

SIZE: Final = 256
# So much of how alike two texts are is decided by words.
PART: Final = 0.2


def beside(rows: Rows, texts: Sequence[str]) -> Rows:
    """The numbers of texts with those of the words that they share."""
    import numpy as np

    both = [rows * sqrt(1 - PART), _of_words(texts) * sqrt(PART)]
    return np.concatenate(both, axis=1, dtype=np.float32)


def _of_words(texts: Sequence[str]) -> Rows:
    import numpy as np

    said = [spelled(text) for text in texts]
    common = Counter(stem for one in said for stem in one)
    found = np.zeros((len(texts), SIZE), np.float32)
    for place, stems in enumerate(said):
        for stem in stems:
            if common[stem] > 1:
                hashed = zlib.crc32(stem.encode())
                sign = 1 if hashed >> 31 else -1
                found[place, hashed % SIZE] += sign * log(len(texts) / common[stem])
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    rows: Rows = found / lengths
    return rows
