"""A crowd: pairs from one clock to the next, and who is left over swaps with others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from skills.coffee.circle import Circle, Table
from skills.coffee.many import seat_left

LOOK = 200
TRIES = 4000

Can = Callable[[int, int], bool]


def seating_of_crowd(circle: Circle, chance: Random) -> list[Table]:
    """One round of very many people, in which as good as nobody meets anybody again."""
    pairs, left = _walk(circle, chance)
    for can in (circle.fresh, circle.may):
        left = _repaired(pairs, left, can, chance)
    return _joined(circle, pairs, left, chance)


def _walk(circle: Circle, chance: Random) -> tuple[list[Table], list[int]]:
    """Pair each with the next who will do, from the westernmost clock on; and who finds nobody."""
    order = chance.sample(list(circle.guests), len(circle.guests))
    order.sort(key=lambda one: circle.guests[one].offset)
    taken, left = [False] * len(order), list[int]()
    pairs: list[Table] = []
    for place, one in enumerate(order):
        if taken[place]:
            continue
        taken[place] = True
        other = _next(circle, order, taken, place)
        if other is None:
            left.append(one)
        else:
            taken[other] = True
            pairs.append((one, order[other]))
    return pairs, left


def _next(circle: Circle, order: Sequence[int], taken: Sequence[bool], place: int) -> int | None:
    """The next who is new and of another team, or at least new."""
    one, second = order[place], None
    for other in range(place + 1, min(place + LOOK, len(order))):
        if not taken[other] and circle.fresh(one, order[other]):
            if circle.cost(one, order[other]) == 0:
                return other
            second = other if second is None else second
    return second


def _repaired(pairs: list[Table], left: list[int], can: Can, chance: Random) -> list[int]:
    """Let those who are left swap with pairs; returns who is left even so."""
    still: list[int] = []
    waiting = list(left)
    while waiting:
        one = waiting.pop()
        index = next((n for n, other in enumerate(waiting) if can(one, other)), None)
        if index is not None:
            pairs.append((one, waiting.pop(index)))
        elif not waiting or not _swapped(pairs, one, waiting, can, chance):
            still.append(one)
    return still


def _swapped(pairs: list[Table], one: int, waiting: list[int], can: Can, chance: Random) -> bool:
    """Part a pair for `one` and another who waits, if there is one both halves of which will do."""
    for index in _some(len(pairs), chance):
        for near, far in (pairs[index], pairs[index][::-1]):
            if not can(one, near):
                continue
            place = next((n for n, other in enumerate(waiting) if can(far, other)), None)
            if place is not None:
                pairs[index] = (one, near)
                pairs.append((far, waiting.pop(place)))
                return True
    return False


def _some(count: int, chance: Random) -> Sequence[int]:
    """All places, or so many of them, in an order drawn by lot."""
    return chance.sample(range(count), min(count, TRIES))


def _joined(circle: Circle, pairs: list[Table], left: list[int], chance: Random) -> list[Table]:
    """Let who is left join two others; new ones, if that can be."""
    tables = list(pairs)
    for one in left:
        some = [index for index in _some(len(tables), chance) if len(tables[index]) == 2]
        new = next((n for n in some if circle.is_new((one, *tables[n]))), None)
        if new is None:
            near = [tables[n] for n in some]
            seated = seat_left(circle, near, [one])
            for n, table in zip(some, seated, strict=False):
                tables[n] = table
            tables += seated[len(some) :]
        else:
            tables[new] = (one, *tables[new])
    return tables
