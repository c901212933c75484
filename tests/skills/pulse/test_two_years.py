"""Two years of a company of three hundred, of whom six in ten answer: what is seen of it."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from random import Random

import pytest

from bot.privacy.cells import Cell
from bot.privacy.gate import publish
from bot.privacy.items import Histogram, Path
from bot.privacy.results import outcome
from bot.privacy.units import split_of
from skills.pulse.bank import AGREE, Asked, built_in
from skills.pulse.rotation import chosen

PEOPLE, ROUNDS, K, ANSWER = 300, 104, 5, 0.6
# Who comes or goes between two rounds.
TURNOVER = 1.0


class Company:
    """People in teams of six to twelve, in six divisions; now and then one comes, one goes."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.people: dict[int, Path] = {}
        while len(self.people) < PEOPLE:
            division = f"D{random.randrange(6)}"
            team = ("Acme", division, f"{division} T{len(self.people)}")
            for _ in range(random.randint(6, 12)):
                self.people[len(self.people)] = team

    def pass_week(self) -> None:
        """Let somebody come in the place of who goes."""
        for _ in range(int(self.random.random() < TURNOVER)):
            gone = self.random.choice(list(self.people))
            self.people[max(self.people) + 1] = self.people.pop(gone)

    def answers(self, asked: list[Asked]) -> Mapping[Path, Mapping[str, Histogram]]:
        """What six in ten answer, the same all the time: nothing ever changes but by chance."""
        given: dict[Path, dict[str, list[int]]] = {
            path: {one.id: [0] * 5 for one in asked} for path in self.people.values()
        }
        for path in self.people.values():
            if self.random.random() < ANSWER:
                for one in asked:
                    value = self.random.choices(range(5), (1, 2, 4, 5, 2))[0]
                    given[path][one.id][value] += 1
        return {
            path: {id_: tuple(counts) for id_, counts in found.items()}
            for path, found in given.items()
        }


def test_two_years_show_what_was_promised(capsys: pytest.CaptureFixture[str]) -> None:
    random = Random(300)
    company, asked_before = Company(random), list[list[str]]()
    told: dict[str, tuple[list[Cell], dict[int, Path]]] = {}
    seen: Counter[str] = Counter()
    arrows: Counter[bool] = Counter()
    for _ in range(ROUNDS):
        asked = [
            one
            for one in chosen(built_in().values(), asked_before)
            if one.scale == AGREE and one.newcomers is None
        ]
        asked_before.append([one.id for one in asked])
        split = split_of(Counter(company.people.values()), K)
        moves = {one.id: _moves(told[one.id][1], company.people) for one in asked if one.id in told}
        items = [one.item for one in asked]
        cells = publish(items, K, company.answers(asked), split, moves)
        for one in asked:
            mine = [cell for cell in cells if cell.item == one.id]
            found = outcome(one.item, mine, told[one.id][0] if one.id in told else ())
            _count(seen, split, company.people, found.shown)
            arrows.update(shown.moved != 0 for shown in found.shown if shown.change is not None)
            told[one.id] = mine, dict(company.people)
        company.pass_week()
    visible = seen["teams shown"] / seen["teams"]
    divisions = seen["divisions shown"] / seen["divisions"]
    false = arrows[True] / arrows.total()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{PEOPLE} people, {ANSWER:.0%} answering, {ROUNDS} rounds: {visible:.0%} of teams"
            f" and {divisions:.0%} of divisions shown; {false:.1%} of changes are false arrows\n"
        )
    assert divisions > 0.95
    assert visible > 0.25
    assert false <= 0.05
    assert arrows.total() > ROUNDS


def _moves(before: Mapping[int, Path], now: Mapping[int, Path]) -> dict[Path, int]:
    """How many came into each unit or left it."""
    found: dict[Path, int] = defaultdict(int)
    for person in before.keys() ^ now.keys():
        path = before.get(person) or now[person]
        for length in range(len(path) + 1):
            found[path[:length]] += 1
    return found


def _count(seen: Counter[str], split: set[Path], people: Mapping[int, Path], shown: object) -> None:
    paths = {one.path for one in shown}  # type: ignore[attr-defined]
    teams = set(people.values())
    seen["teams"] += len(teams)
    seen["teams shown"] += len(teams & paths)
    divisions = {path[:2] for path in teams}
    seen["divisions"] += len(divisions)
    seen["divisions shown"] += len(divisions & paths)
