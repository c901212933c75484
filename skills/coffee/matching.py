"""Matching: who sits with whom in a round, and in those after it as long as nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from skills.coffee.circle import APART, Circle, Table
from skills.coffee.crowd import seating_of_crowd
from skills.coffee.few import FEW, rounds_of_few
from skills.coffee.many import MANY, PLANNED, rounds_of_many

Plan = Sequence[Sequence[Table]]


@dataclass(frozen=True, slots=True)
class Seating:
    """The tables of a round, and those of the rounds that are planned behind it."""

    tables: Sequence[Table]
    ahead: Plan


def seat(circle: Circle, ahead: Plan = (), seed: int = 0) -> Seating:
    """Seat everybody; what was planned `ahead` holds for those among whom nothing has changed."""
    tables: list[Table] = []
    later: list[list[Table]] = []
    for part in _parts(circle):
        # Each part has a chance of its own: who comes or goes elsewhere changes nothing here.
        chance = Random(f"{seed}/{min(part.guests)}")  # noqa: S311 - nobody gains by guessing it
        now, *then = _kept(part, ahead) or _rounds(part, chance)
        tables += now
        for turn, planned in enumerate(then):
            if turn == len(later):
                later.append([])
            later[turn] += planned
    return Seating(tables, later)


def _parts(circle: Circle) -> Iterator[Circle]:
    for group in _near(circle):
        # Of very many nobody asks who has to do with whom: that takes a look at each two.
        yield from (group.anew().parts() if len(group.guests) <= MANY else [group])


def _near(circle: Circle) -> Iterator[Circle]:
    """Those whose clocks lead from one to the next in steps of which none is too far."""
    order = sorted(circle.guests, key=lambda one: circle.guests[one].offset)
    start = 0
    for place in range(1, len(order) + 1):
        if place == len(order) or (
            circle.guests[order[place]].offset - circle.guests[order[place - 1]].offset > APART
        ):
            yield circle.within(order[start:place])
            start = place


def _rounds(circle: Circle, chance: Random) -> Plan:
    if len(circle.guests) > MANY:
        return [seating_of_crowd(circle, chance)]
    now = circle.anew()
    found = (rounds_of_few if len(now.guests) <= FEW else rounds_of_many)(now, chance)
    return found if len(now.guests) <= PLANNED else found[:1]


def _kept(circle: Circle, ahead: Plan) -> Plan:
    """What was planned for exactly these people, as long as it is still right."""
    planned = [_among(circle, tables) for tables in ahead]
    if not planned or planned[0] is None:
        return []
    now = circle.anew()
    kept: list[list[Table]] = []
    for tables in planned:
        if tables is None or not all(map(now.is_new, tables)):
            break
        kept.append(tables)
        now = now.after(tables)
    return kept if len(kept) == len(planned) else []


def _among(circle: Circle, tables: Iterable[Table]) -> list[Table] | None:
    """The tables of these people; None where one of them sits with somebody else or nowhere."""
    theirs = [table for table in tables if any(one in circle.guests for one in table)]
    seated = {one for table in theirs for one in table}
    return theirs if seated == circle.guests.keys() else None
