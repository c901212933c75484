"""The centre: what all that is said here has in common; only what differs from it tells anything.

Without it whatever a maker of bicycles hears would be about bicycles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.insight.themes.clusters import Nearness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[Any]

# From so many texts on it is half trusted.
HALF: Final = 50
# Away from the centre texts are less alike; by so much at most.
LESS: Final = 0.6
# A middle is nearer to its texts than they are to each other.
NEARER, NEARER_APART, SAME = 0.05, 0.07, 0.65


@dataclass(frozen=True, slots=True)
class Centre:
    """Where all that is said here lies, as far as it is trusted: from 0 to 1."""

    mean: Rows
    trust: float

    def apart(self, rows: Rows) -> Rows:
        """Texts, or middles, as they differ from all the others, each row of length 1."""
        import numpy as np

        found = rows.astype(np.float32) - self.mean * self.trust
        # What has no words differs from nothing.
        found[~rows.any(axis=1)] = 0
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        lengths[lengths == 0] = 1
        rows_apart: Rows = found / lengths
        return rows_apart

    def nearness(self, near: float) -> Nearness:
        """How alike texts have to be, of which by themselves from `near` on two are."""
        follows = near * (1 - LESS * self.trust)
        return Nearness(follows, follows + NEARER + NEARER_APART * self.trust, SAME)


def centre_of(rows: Rows) -> Centre:
    """The centre of some texts; the very same counts once."""
    import numpy as np

    apart = np.unique(rows, axis=0)
    apart = apart[apart.any(axis=1)]
    trust = len(apart) / (len(apart) + HALF)
    mean = apart.mean(axis=0) if len(apart) else np.zeros(rows.shape[1], np.float32)
    return Centre(mean, trust)
