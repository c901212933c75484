"""Rotation: which questions a round asks, so that each comes round again and none too soon."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from skills.pulse.bank import Asked

# So many rotating questions a round; all come round again within so many rounds.
A_ROUND, WITHIN = 3, 7
# More than that could not, and fewer would come twice in a row.
MOST, FEWEST = A_ROUND * WITHIN, 2 * A_ROUND


def chosen(
    bank: Iterable[Asked], before: Sequence[Collection[str]], lately: Collection[str] = ()
) -> list[Asked]:
    """What the next round asks; `before` is what each round has asked, the first one first.

    Three that wait the longest, one of trust in turn, and what is for newcomers; nothing of what
    was asked `lately`, in the days within which the same is not asked again.
    """
    number, waits = len(before) + 1, _Waiting(before)
    free = [one for one in bank if one.id not in lately and one.from_round <= number]
    rotating = sorted((one for one in free if one.rotates), key=waits)[:A_ROUND]
    trust = sorted((one for one in free if one.trust), key=waits)[:1]
    newcomers = [one for one in free if one.newcomers is not None]
    return [*rotating, *trust, *newcomers]


class _Waiting:
    """Sorts questions: what was never asked first, then what was asked the longest ago.

    Those of a kind stand together in the bank; taken in turn, a round asks of different kinds.
    """

    def __init__(self, before: Sequence[Collection[str]]) -> None:
        self.last = {id_: number for number, ids in enumerate(before) for id_ in ids}

    def __call__(self, one: Asked) -> tuple[int, str, str]:
        return self.last.get(one.id, -1), one.id[1:], one.id[:1]
