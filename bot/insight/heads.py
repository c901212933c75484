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

# Found by holding a fifth of the training texts back, five times over.
TIGHTNESS: Final = 1e-3
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
        if not numbers:
            return []
        likely = _likely(_with_one(numbers) @ self.weights / self.heat)
        return [
            Told(self.labels[int(best)], float(row[best]))
            for row, best in zip(likely, likely.argmax(axis=1), strict=True)
        ]


def train(numbers: Sequence[Numbers], labels: Sequence[str], weights: Sequence[float]) -> Head:
    """A head that tells these labels; a text of weight 2 counts as if it were there twice.

    Rare labels count as much as common ones. Its `heat` is found on texts held back.
    """
    import numpy as np

    known = tuple(sorted(set(labels)))
    given, truth = _with_one(numbers), np.array([known.index(one) for one in labels])
    count = np.asarray(weights, np.float32)
    held = np.arange(len(truth)) % 5 == 0
    if held.sum() < len(known):
        return Head(known, _fit(given, truth, count, len(known)), 1.0)
    tried = _fit(given[~held], truth[~held], count[~held], len(known))
    heat = _heat(given[held] @ tried, truth[held])
    return Head(known, _fit(given, truth, count, len(known)), heat)


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


def _fit(given: Numbers, truth: NDArray[np.int64], count: Numbers, labels: int) -> Numbers:
    """The weights, by accelerated steps downhill (Nesterov)."""
    import numpy as np

    wanted = np.eye(labels, dtype=np.float32)[truth]
    share = count * (count.sum() / labels / np.maximum(count @ wanted, 1e-9))[truth]
    share /= share.sum()
    steepest = 0.5 * np.linalg.norm(given * np.sqrt(share)[:, None], 2) ** 2 + TIGHTNESS
    found = ahead = np.zeros((given.shape[1], labels), np.float32)
    speed = 1.0
    for _ in range(STEPS):
        slope = given.T @ ((_likely(given @ ahead) - wanted) * share[:, None])
        slope[:-1] += TIGHTNESS * ahead[:-1]
        before, found = found, (ahead - slope / steepest).astype(np.float32)
        faster = (1 + (1 + 4 * speed * speed) ** 0.5) / 2
        ahead = found + np.float32((speed - 1) / faster) * (found - before)
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
