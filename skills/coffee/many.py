"""Some dozens of people: the best pairs at once, by Edmonds' blossoms, and a plan ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from random import Random

from skills.coffee.circle import Circle, Table

# Up to so many it is quick; a plan ahead is made for fewer.
MANY, PLANNED = 200, 40
ORDERS, PLANS, THREES = 30, 3, 60
WORST = 1 << 40


def rounds_of_many(circle: Circle, chance: Random) -> list[list[Table]]:
    """As many rounds ahead as can be found in which nobody meets anybody again; one at least."""
    people = list(circle.guests)
    everybody_new = all(circle.fresh(*two) for two in combinations(people, 2))
    if everybody_new and len(people) % 2 == 0:
        return _around(circle, people, chance)
    return _ahead(circle, chance)


def _around(circle: Circle, people: list[int], chance: Random) -> list[list[Table]]:
    """Where nobody knows anybody: all sit in a ring that turns round one of them.

    Of some orders the one is taken in which other teams come first.
    """
    found: list[list[list[Table]]] = []
    for _ in range(ORDERS):
        order = chance.sample(people, len(people))
        found.append(sorted(_turns(order), key=circle.cost_of))
    return min(found, key=lambda plan: [circle.cost_of(one) for one in plan])


def _turns(order: Sequence[int]) -> list[list[Table]]:
    fixed, *ring = order
    half = len(order) // 2
    found: list[list[Table]] = []
    for turn in range(len(ring)):
        turned = [fixed, *ring[turn:], *ring[:turn]]
        found.append(list(zip(turned[:half], reversed(turned[half:]), strict=True)))
    return found


def _ahead(circle: Circle, chance: Random) -> list[list[Table]]:
    """Round after round, as long as nobody has to meet anybody again; the longest of some tries."""
    best: list[list[Table]] = []
    for _ in range(PLANS if len(circle.guests) <= PLANNED else 1):
        found, now = [seating(circle, chance)], circle
        while len(circle.guests) <= PLANNED and all(map(now.is_new, found[-1])):
            now = now.after(found[-1])
            found.append(seating(now, chance))
        # The last one has somebody meet again, unless it is the only one.
        best = max(best, found[:-1] or found, key=len)
    return best


def seating(circle: Circle, chance: Random) -> list[Table]:
    """One round: as few people alone as can be, then as few who meet again, then other teams."""
    people = list(circle.guests)
    if len(people) % 2 == 0:
        new = _paired(circle, people, circle.fresh, chance)
        return new if 2 * len(new) == len(people) else _completed(circle, chance)
    return _with_three(circle, people, chance) or _completed(circle, chance)


def _with_three(circle: Circle, people: list[int], chance: Random) -> list[Table]:
    """A table of three of new ones, and new pairs of all others; empty if none is found."""
    for _ in range(THREES):
        three = _three(circle, people, chance)
        if three:
            rest = [one for one in people if one not in three]
            new = _paired(circle, rest, circle.fresh, chance)
            if 2 * len(new) == len(rest):
                return [three, *new]
    return []


def _three(circle: Circle, people: list[int], chance: Random) -> Table:
    """Three who are new to each other, drawn by lot; empty where one has nobody left."""
    first = chance.choice(people)
    near = [one for one in people if one != first and circle.fresh(first, one)]
    chance.shuffle(near)
    near.sort(key=lambda one: circle.cost(first, one))
    for second, third in combinations(near, 2):
        if circle.fresh(second, third):
            return first, second, third
    return ()


def _completed(circle: Circle, chance: Random) -> list[Table]:
    """As many pairs as there can be, with the fewest repeats; who is left joins one of them."""
    pairs = _paired(circle, list(circle.guests), circle.may, chance)
    sitting = {one for table in pairs for one in table}
    return seat_left(circle, pairs, [one for one in circle.guests if one not in sitting])


def seat_left(circle: Circle, pairs: Iterable[Table], left: Iterable[int]) -> list[Table]:
    """Let each of those who are left join two others, or sit alone where nobody can."""
    tables = list(pairs)
    for one in left:
        costs = {
            index: circle.cost(one, table[0]) + circle.cost(one, table[1])
            for index, table in enumerate(tables)
            if len(table) == 2 and circle.can_sit((one, *table))
        }
        if costs:
            index = min(costs, key=costs.__getitem__)
            tables[index] = (one, *tables[index])
        else:
            tables.append((one,))
    return tables


def _paired(
    circle: Circle, people: list[int], can: Callable[[int, int], bool], chance: Random
) -> list[Table]:
    """As many pairs as there can be of those who can, at the least cost; the lot decides ties."""
    # Loaded at first use: not every company drinks coffee.
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(chance.sample(people, len(people)))
    for one, other in combinations(people, 2):
        if can(one, other):
            cost = circle.cost(one, other)
            graph.add_edge(one, other, weight=WORST - cost * SPREAD - chance.randrange(SPREAD))
    return sorted(networkx.max_weight_matching(graph, maxcardinality=True))


# Between two costs there is room for the lot, for all pairs together.
SPREAD = 64
