"""A community manager who collects every figure of every round, moves people, and has helpers.

    python -m tests.attacks.organisations 1000

Random organisations are asked for eight rounds. People join, leave, move and do not answer. Before
each round the manager picks somebody and tries to set them apart: alone in a team, or with all
others of the team moved away, or moved to and fro. After it all figures go through linear algebra
and an integer program, which finds whatever a linear one does; k - 2 colleagues of the one picked
tell what they said, and so do the k - 2 who would help most. Nobody's answer may be certain.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from bot.privacy.cells import Cell
from bot.privacy.gate import publish
from bot.privacy.items import Item, Path
from bot.privacy.units import split_of
from tests.attacks.companies import MOODS, Answered, histogram
from tests.attacks.solvers import Group, facts, groups, laid_bare, linear

ITEMS = (*(Item("mood"),) * 4, Item("advice", 0, 10), Item("lunch", 0, 3, choice=True))
ROUNDS = 8


@dataclass
class Found:
    """What an attack came to."""

    organisations: int = 0
    rounds: int = 0
    answers: int = 0
    figures: int = 0
    certain: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.organisations} organisations, {self.rounds} rounds, {self.answers} answers, "
            f"{self.figures} units shown: {len(self.certain)} answers certain"
        )


@dataclass
class Organisation:
    """People, by their number, and where each of them works; `victim` is the one picked."""

    rng: Random
    k: int
    people: dict[int, Path]
    victim: int = 0
    new: int = 10_000
    before: dict[int, Path] | None = None

    def live(self) -> None:
        """What happens between two rounds: some come, some go, some move; the manager meddles."""
        self.before = dict(self.people)
        for person in self.rng.sample(sorted(self.people), len(self.people) // 20):
            del self.people[person]
        places = sorted(set(self.people.values()))
        for _ in range(self.rng.randint(0, 1 + len(self.people) // 15)):
            self.people[self.new] = self.rng.choice(places)
            self.new += 1
        for person in self.rng.sample(sorted(self.people), len(self.people) // 25):
            self.people[person] = self.rng.choice(places)
        self.rng.choice((self._alone, self._deserted, self._moved, self._pick))()

    def _pick(self) -> None:
        self.victim = self.rng.choice(sorted(self.people))

    def _alone(self) -> None:
        self._pick()
        self.people[self.victim] = (*self.people[self.victim][:2], f"project {self.new}")

    def _deserted(self) -> None:
        """All others of the team go elsewhere in the division."""
        self._pick()
        place = self.people[self.victim]
        for person in [one for one, path in self.people.items() if path == place]:
            if person != self.victim:
                self.people[person] = (*place[:2], "everybody else")[: max(1, len(place))]

    def _moved(self) -> None:
        """The one picked last time changes places."""
        if self.victim in self.people:
            self.people[self.victim] = self.rng.choice(sorted(set(self.people.values())))

    def asked(self, item: Item) -> tuple[Answered, list[Cell]]:
        """What those said who answered, and what was told of it."""
        units: dict[Path, list[int]] = {path: [] for path in self.people.values()}
        share, moods = self.rng.uniform(0.5, 1), self.rng.choice((MOODS[:1], MOODS, MOODS[2:]))
        told = {path: self.rng.choice(moods) for path in units}
        for person, path in self.people.items():
            if person == self.victim or self.rng.random() < share:
                units[path] += told[path](self.rng, item, 1)
        answered = Answered(item, {path: histogram(item, given) for path, given in units.items()})
        split = self.rng.choice((answered.split, split_of(Counter(self.people.values()), self.k)))
        moves = self._changed()
        changed = None if moves is None else {item.name: moves}
        return answered, publish([item], self.k, answered.counts, split, changed)

    def _changed(self) -> dict[Path, int] | None:
        if self.before is None:
            return None
        moved = [
            one
            for one in self.before.keys() | self.people.keys()
            if self.before.get(one) != self.people.get(one)
        ]
        found: dict[Path, int] = {}
        for person in moved:
            old, new = self.before.get(person), self.people.get(person)
            for path in _within(old) ^ _within(new):
                found[path] = found.get(path, 0) + 1
        return found


def _within(path: Path | None) -> set[Path]:
    return set() if path is None else {path[:length] for length in range(len(path) + 1)}


def organisations(number: int, seed: int = 0) -> Iterator[Organisation]:
    """Random organisations of 14 to 160 people, in teams, some above them."""
    for which in range(number):
        rng = Random(f"{seed}/{which}")
        divisions, team = rng.randint(1, 4), rng.choice((4, 7, 10, 14, 25))
        people: dict[int, Path] = {}
        for person in range(rng.choice((14, 25, 50, 80, 120, 160))):
            path = "Acme", f"division {person % divisions}", f"team {person // team}"
            people[person] = path[: rng.choice((1, 2, *(3,) * 12))]
        yield Organisation(rng, rng.choice((5, 5, 5, 5, 6, 8)), people)


def attack(number: int, seed: int = 0, rounds: int = ROUNDS) -> Found:
    """Attack so many organisations."""
    found = Found()
    for organisation in organisations(number, seed):
        found.organisations += 1
        for number in range(rounds):
            if number:
                organisation.live()
            _round(organisation, found)
    return found


def _round(organisation: Organisation, found: Found) -> None:
    item = organisation.rng.choice(ITEMS)
    answered, cells = organisation.asked(item)
    found.rounds += 1
    found.answers += answered.people
    found.figures += sum(cell.figures is not None for cell in cells)
    victim = organisation.people.get(organisation.victim)
    found.certain += bare(answered, cells, organisation.k, victim, organisation.rng)


def bare(
    answered: Answered, cells: Sequence[Cell], k: int, victim: Path | None, rng: Random
) -> list[str]:
    """Whose answers are certain after a round."""
    item, answers = answered.item, answered.answers
    told = facts(cells, item, answers)
    people = groups(told, answers)
    mates = _colleagues(people, victim, k, rng)
    return [
        *(f"{people[i]}, by elimination" for i in linear(told, people)),
        *laid_bare(cells, item, answers, k, rng, mates),
    ]


def _colleagues(
    people: Sequence[Group], victim: Path | None, k: int, rng: Random
) -> list[tuple[int, int]]:
    """Up to k - 2 whom nothing tells apart from the one picked."""
    near = [
        (i, place)
        for i, group in enumerate(people)
        if victim in group.units
        for place, n in enumerate(group.counts)
        for _ in range(n)
    ]
    return rng.sample(near, max(0, min(k - 2, len(near) - 1)))


if __name__ == "__main__":
    result = attack(int(sys.argv[1]) if len(sys.argv) > 1 else 25)
    sys.stdout.write(f"{result}\n" + "".join(f"{one}\n" for one in result.certain[:20]))
    sys.exit(bool(result.certain))
