"""A3, A5: whoever collects all that the pulse and polls ever show works nobody's answer out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import pytest

from bot.privacy.cells import Cell
from bot.privacy.items import Item
from tests.attacks.collecting import (
    Collector,
    certain,
    derived,
    file_of,
    of_results,
    of_table,
    read,
)
from tests.attacks.companies import MOODS
from tests.attacks.crowd import FEW, Crowd, asked
from tests.attacks.decimals import decimals
from tests.attacks.listening import loud
from tests.attacks.seen import Onlooker
from tests.attacks.topics import Choices, Pulse, Said

Record = Callable[[str, object], None]
Capture = pytest.CaptureFixture[str]

K = 5
# One team is far larger than the others, and one so small that it is never shown.
UNITS = [
    *[("Acme", "East", "A")] * 5,
    ("Acme", "East", "B"),
    *[("Acme", "West", "A")] * 3,
    *[("Acme", "West", "B")] * 2,
]
# How many of thirty choose which option, poll by poll: in the last all but a few agree.
VOTES = ((24, 4, 2), (27, 3, 0))
MANY = 120
CASES = [(FEW, 1), *(pytest.param(MANY, seed, marks=pytest.mark.soak) for seed in range(2, 12))]


def in_moods(crowd: Crowd, items: Sequence[Item], rng: Random) -> None:
    """Everybody's answers, as alike in a team as answers may be."""
    moods = {(one.unit, item): rng.choice(MOODS) for one in crowd.known for item in items}
    crowd.said = [
        Said(tuple(moods[one.unit, item](rng, item, 1)[0] for item in items), "", "")
        for one in crowd.known
    ]


def collected(crowd: Crowd, capture: Capture) -> list[tuple[str, object]]:
    with loud():
        onlooker = Onlooker(crowd.team, crowd.cm, capture)
        learned = list(Collector(crowd, onlooker).learns())
    crowd.remind()
    crowd.close()
    return learned


def record(tell: Record, crowd: Crowd, cells: Sequence[Cell]) -> None:
    votes, shown = len(crowd.arrivals), sum(one.figures is not None for one in cells)
    what = f"{crowd.where}: all there is to see after each of {votes} people's answers"
    after = f"{shown} of {len(cells)} figures shown at the close: 0 answers certain"
    tell("attack", f"A3: {what}: nothing new; {after}")
    tell("attack", f"A5: {crowd.where}: with {K - 2} helpers, {after}")


@pytest.mark.parametrize(("people", "seed"), CASES)
def test_a3_a5_nobodys_answer_follows_from_what_the_pulse_shows(
    people: int, seed: int, database_url: str | None, capsys: Capture, record_property: Record
) -> None:
    with asked(database_url, people, Pulse, UNITS) as crowd:
        items = [one for one in crowd.round.items if not one.whole]
        in_moods(crowd, items, Random(seed))
        assert collected(crowd, capsys) == []
        told = next(one for one in reversed(crowd.cm.inbox) if one.card.picture)
        table = file_of(crowd.cm, ".csv")
        cells = of_table(told, table)
        assert {one.item for one in cells} >= {one.name for one in items}
        assert certain(crowd, items, cells, K, Random(seed)) == []
        # Whatever else is told stands in the table, too, or follows from what does.
        ends = {end for one in cells if one.figures for end in one.figures.range or ()}
        assert read(crowd) - decimals(table.replace(",", " ")) - ends - derived(crowd) == set()
        assert {bool(one.figures) for one in cells if one.path} == {True, False}
        record(record_property, crowd, cells)


def test_a3_a5_nobodys_vote_follows_from_what_sealed_polls_show(
    database_url: str | None, capsys: Capture, record_property: Record
) -> None:
    with asked(database_url, FEW, Choices) as crowd:
        columns = [[place for place, n in enumerate(one) for _ in range(n)] for one in VOTES]
        for one in columns:
            Random(FEW).shuffle(one)
        votes = iter(zip(*columns, strict=True))
        numbers = {one.id for one in crowd.arrivals}
        crowd.said = [Said(next(votes) if one.id in numbers else (), "", "") for one in crowd.known]
        assert collected(crowd, capsys) == []
        items = [one.items[0] for one in crowd.rounds]
        told = [one for one in crowd.team.channel("#lunch") if "The result" in one.text]
        # They all came at one time, in whatever order.
        cells = of_results(items, sorted(told, key=lambda one: one.text))
        assert certain(crowd, items, cells, K, Random(FEW)) == []
        assert [bool(one.figures) for one in cells] == [True, False]
        record(record_property, crowd, cells)
