"""Heads: what is told of a text by its numbers, as learnt from texts that people have labelled.

One linear layer on top of the encoder (multinomial logistic regression), trained in numpy.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

# Found, like how much rare labels count for, by holding a quarter of the texts back in turn.
TIGHTNESS: Final = 1e-3
# How near a head stays to what it was where it learns something new.
NEARNESS: Final = 0.02
STEPS: Final = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A label, and how sure it is: of a hundred labels that are so sure, so many are right."""

    label: str
    sure: float


@dataclass(frozen=True, eq=False)
class Head:
    """Tells one of its labels by a text's numbers.

    `weights` has a row for each number and one more, a column for each label. `heat` is what its
    scores are divided by, so that `sure` says what it promises.
    """

    labels: tuple[str, ...]
    weights: Numbers
    heat: float

    def tell(self, numbers: Sequence[Numbers]) -> list[Told]:
        """The likeliest label of each text."""
        if not len(numbers):
            return []
        likely = _likely(_with_one(numbers) @ self.weights / self.heat)
        return [
            Told(self.labels[int(best)], float(row[best]))
            for row, best in zip(likely, likely.argmax(axis=1), strict=True)
        ]


def train(numbers: Sequence[Numbers], labels: Sequence[str]) -> Head:
    """A head that tells these labels.

    Rare labels count for more than they are there, by the root of how rare they are. Its `heat`
    is found on texts held back.
    """
    import numpy as np

    known = tuple(sorted(set(labels)))
    given, truth = _with_one(numbers), np.array([known.index(one) for one in labels])
    nothing = np.zeros((len(truth), len(known)), np.float32)
    whole = _fit(given, truth, nothing, TIGHTNESS)
    held = np.arange(len(truth)) % 5 == 0
    if held.sum() < len(known):
        return Head(known, whole, 1.0)
    tried = _fit(given[~held], truth[~held], nothing[~held], TIGHTNESS)
    return Head(known, whole, _heat(given[held] @ tried, truth[held]))


def nudged(head: Head, numbers: Sequence[Numbers], labels: Sequence[str]) -> Head:
    """A head that has learnt these texts, too, and stays near what it was.

    The less so the more there are; labels that it does not know are left out.
    """
    import numpy as np

    places = [place for place, one in enumerate(labels) if one in head.labels]
    if not places:
        return head
    given = _with_one([numbers[place] for place in places])
    truth = np.array([head.labels.index(labels[place]) for place in places])
    weights = head.weights / np.float32(head.heat)
    more = _fit(given, truth, given @ weights, NEARNESS)
    return Head(head.labels, weights + more, 1.0)


def packed(heads: dict[str, Head]) -> bytes:
    """Heads by their names, to be stored."""
    import numpy as np

    arrays: dict[str, NDArray[np.generic]] = {}
    for name, head in heads.items():
        arrays[f"{name}.labels"] = np.array(head.labels)
        arrays[f"{name}.weights"] = head.weights.astype(np.float16)
        arrays[f"{name}.heat"] = np.array(head.heat)
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def unpacked(stored: bytes) -> dict[str, Head]:
    """The heads as they were stored."""
    import numpy as np

    with np.load(io.BytesIO(stored), allow_pickle=False) as file:
        names = [one.removesuffix(".labels") for one in file.files if one.endswith(".labels")]
        return {
            name: Head(
                tuple(str(one) for one in file[f"{name}.labels"]),
                file[f"{name}.weights"].astype(np.float32),
                float(file[f"{name}.heat"]),
            )
            for name in names
        }


def _with_one(numbers: Sequence[Numbers]) -> Numbers:
    import numpy as np

    given = np.asarray(numbers, np.float32)
    return np.hstack([given, np.ones((len(given), 1), np.float32)])


def _likely(scores: Numbers) -> Numbers:
    import numpy as np

    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: Numbers = raised / raised.sum(axis=1, keepdims=True)
    return found


def _fit(given: Numbers, truth: NDArray[np.int64], before: Numbers, tightness: float) -> Numbers:
    """What is to be added to the scores `before`, by accelerated steps downhill (Nesterov)."""
    import numpy as np

    wanted = np.eye(before.shape[1], dtype=np.float32)[truth]
    share = 1 / np.sqrt(np.maximum(wanted.sum(axis=0), 1))[truth]
    share /= share.sum()
    steepest = 0.5 * np.linalg.norm(given * np.sqrt(share)[:, None], 2) ** 2 + tightness
    found = ahead = np.zeros((given.shape[1], before.shape[1]), np.float32)
    speed = 1.0
    for _ in range(STEPS):
        missed = (_likely(given @ ahead + before) - wanted) * share[:, None]
        slope = given.T @ missed + np.float32(tightness) * ahead
        last, found = found, (ahead - slope / steepest).astype(np.float32)
        faster = (1 + (1 + 4 * speed * speed) ** 0.5) / 2
        ahead = found + np.float32((speed - 1) / faster) * (found - last)
        speed = faster
    return found


def _heat(scores: Numbers, truth: NDArray[np.int64]) -> float:
    """By what scores are to be divided so that they are as sure as they are right."""
    import numpy as np

    def wrong(heat: float) -> float:
        likely = _likely(scores / np.float32(heat))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(likely, 1e-9)).mean())

    heats: list[float] = np.geomspace(0.2, 5.0, 60).tolist()
    return min(heats, key=wrong)
