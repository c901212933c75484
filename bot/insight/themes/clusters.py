"""Clusters: which of many texts are about one thing, by their numbers alone.

Whoever has the most alike leads; what is alike follows. Then each goes to the middle it is nearest
to, some times over. Nothing is left to chance: the same texts come out the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[Any]

# So many things, and so many that are not the very same, are the fewest of a theme.
FEWEST, FEWEST_APART = 5, 3
ROUNDS: Final = 4
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Nearness:
    """How alike texts have to be: to follow, to stay with a middle, for two middles to be one."""

    follows: float
    stays: float
    same: float


def clusters(rows: Rows, near: Nearness) -> list[list[int]]:
    """The places of texts that are about one thing, the most first; what stands alone is left."""
    import numpy as np

    if not len(rows):
        return []
    apart, of = np.unique(rows, axis=0, return_inverse=True)
    of = of.reshape(-1)
    weights = np.bincount(of).astype(np.float32)
    middles = _led(apart, weights, near)
    groups = _settled(apart, weights, middles, near) if len(middles) else np.full(len(apart), -1)
    found = [
        np.flatnonzero(groups[of] == one).tolist()
        for one in range(len(middles))
        if (groups == one).sum() >= FEWEST_APART and weights[groups == one].sum() >= FEWEST
    ]
    return sorted(found, key=lambda one: (-len(one), one))


def _led(rows: Rows, weights: Rows, near: Nearness) -> Rows:
    """The middles of what follows a leader, the one with the most first."""
    import numpy as np

    density = np.concatenate(
        [
            ((rows[start : start + AT_ONCE] @ rows.T) >= near.follows) @ weights
            for start in range(0, len(rows), AT_ONCE)
        ]
    )
    free = np.ones(len(rows), bool)
    found = []
    for leader in np.lexsort((np.arange(len(rows)), -density)):
        if density[leader] < FEWEST:
            break
        if not free[leader]:
            continue
        follows = free & (rows @ rows[leader] >= near.follows)
        if weights[follows].sum() >= FEWEST and follows.sum() >= FEWEST_APART:
            free &= ~follows
            found.append(middle(rows[follows], weights[follows]))
    return np.array(found, np.float32)


def _settled(rows: Rows, weights: Rows, middles: Rows, near: Nearness) -> Rows:
    """To which middle each text belongs, -1 where to none."""
    import numpy as np

    groups = np.full(len(rows), -1)
    for _ in range(ROUNDS):
        joined = _joined(middles, near.same)
        groups, degrees = nearest(rows, middles)
        groups = joined[groups]
        groups[degrees < near.stays] = -1
        there = np.unique(groups[groups >= 0])
        for one in there:
            middles[one] = middle(rows[groups == one], weights[groups == one])
        # What has gone over to another takes nothing any more.
        middles[np.setdiff1d(np.arange(len(middles)), there)] = 0
    return groups


def _joined(middles: Rows, same: float) -> Rows:
    """For each middle the first one that is as good as the same."""
    import numpy as np

    alike = middles @ middles.T >= same
    into = np.arange(len(middles))
    for one in range(len(middles)):
        earlier = np.flatnonzero(alike[one, :one])
        if len(earlier):
            into[one] = into[earlier[0]]
    return into


def nearest(rows: Rows, middles: Rows) -> tuple[Rows, Rows]:
    """For each text the nearest middle, and how alike it is."""
    import numpy as np

    places, degrees = np.empty(len(rows), np.int64), np.empty(len(rows), np.float32)
    for start in range(0, len(rows), AT_ONCE):
        alike = rows[start : start + AT_ONCE] @ middles.T
        best = alike.argmax(axis=1)
        places[start : start + AT_ONCE] = best
        degrees[start : start + AT_ONCE] = alike[np.arange(len(best)), best]
    return places, degrees


def middle(rows: Rows, weights: Sequence[float] | Rows) -> Rows:
    """Where some texts lie together."""
    import numpy as np

    total: Rows = np.asarray(weights, np.float32) @ rows
    length = float(np.linalg.norm(total))
    return total / length if length else total
