"""Processes killed at every boundary of taking in, planning and sending, on both databases.

Whatever the moment: everybody gets what was planned for them, nobody anything twice in a direct
message, a channel at most once more what nobody knew of; what was acknowledged is stored.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from _pytest.mark import ParameterSet
from sqlalchemy import URL

from .killing import DIES, OUTBOX, POINTS, Point
from .mortals import Ground, Life, Mortal

# A PostgreSQL server has a hundred connections, and a bot takes its share.
AT_ONCE = {"sqlite": 10, "postgresql": 5}
SOAK = 1000  # or PIAZZA_TEST_KILLS; as they came with PIAZZA_TEST_SEED
Lives: TypeAlias = dict[str, Life | BaseException]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ground(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    server: URL | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
    folder: Path = tmp_path_factory.mktemp("kills")
    ground = Ground(folder, server)
    yield ground
    ground.drop()


@pytest.fixture(scope="module")
def lives(ground: Ground, request: pytest.FixtureRequest) -> Lives:
    """Every life that is looked at, at once: most of each is waiting."""
    told = [one.callspec.params for one in request.session.items if hasattr(one, "callspec")]
    names = {one.get("point") for one in told if one.get("ground") == ground.kind}
    return live(ground, {point.name: point for point in POINTS if point.name in names})


def points() -> Iterator[ParameterSet]:
    """Two in three, each of another kind, are looked at in the long runs only."""
    for number, point in enumerate(POINTS):
        yield pytest.param(point.name, marks=[pytest.mark.soak] if number % 3 else [])


def live(ground: Ground, all_of_them: Mapping[str, Point]) -> Lives:
    """Live some lives, several at once."""

    def one(until: Point) -> Life | BaseException:
        try:
            return Mortal(ground, until).lives()
        except BaseException as error:  # noqa: BLE001 - its own test raises it
            return error

    with ThreadPoolExecutor(AT_ONCE[ground.kind]) as pool:
        return dict(zip(all_of_them, pool.map(one, all_of_them.values()), strict=True))


def test_points_differ() -> None:
    assert len({point.name for point in POINTS}) == len(POINTS)


@pytest.mark.parametrize("point", [*points()])
def test_whoever_is_killed_nothing_is_lost_or_repeated(lives: Lives, point: str) -> None:
    life = lives[point]
    if isinstance(life, BaseException):
        raise life
    assert life.reached, "it was never called: the table in killing.py is out of date"
    assert life.faults() == []


def test_a_name_that_is_gone_is_said(ground: Ground) -> None:
    gone = Point(f"{OUTBOX}:no_longer_there", "before")
    with pytest.raises(AssertionError, match="the bot did not start"):
        Mortal(ground, gone).lives()


def some_points(chance: random.Random, count: int) -> Sequence[Point]:
    """Points with any call of theirs, and moments, as they come; whoever it is that dies."""
    found = [
        replace(chance.choice(POINTS), nth=chance.randint(1, 60))
        if chance.random() < 0.7
        else Point("", "after", seconds=chance.uniform(0.01, 1.5))
        for _ in range(count)
    ]
    return [replace(one, dies=chance.choice(DIES)) for one in found]


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_thousand_kills_at_random(ground: Ground) -> None:
    seed = int(os.environ.get("PIAZZA_TEST_SEED", random.randrange(1 << 32)))
    count = int(os.environ.get("PIAZZA_TEST_KILLS", SOAK)) // 2
    kills = some_points(random.Random(seed), count)
    ended = live(ground, {f"{seed} {n} {one}": one for n, one in enumerate(kills)})
    wrong = [
        f"{name}: {life if isinstance(life, BaseException) else life.faults()}"
        for name, life in ended.items()
        if isinstance(life, BaseException) or life.faults()
    ]
    # All of it, however much: it cannot be had again.
    assert not wrong, "\n".join(wrong)
