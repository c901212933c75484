"""What is alike: learnt, found, forgotten, and noted anew when the encoder changes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.cli import learning
from bot.insight.language import SIZE, Pieces
from bot.insight.likeness import Likeness, likeness, packed
from bot.outside.entries import ENTRIES
from bot.runtime import relearning


@pytest.fixture
def db(database_url: str | None, tmp_path: object) -> Iterator[Connection]:
    engine = sa.create_engine(database_url or f"sqlite:///{tmp_path}/x.db")
    with engine.begin() as found:
        likeness.create(found)
        yield found
    engine.dispose()


RACKS, MENU = "Covered bicycle racks in the courtyard", "The canteen menu on Monday"


def test_what_was_learnt_is_found_until_it_is_forgotten(db: Connection) -> None:
    one, other = Likeness("ideas", Pieces), Likeness("ideas", Pieces)
    one.learn(db, 7, RACKS)
    one.learn(db, 8, MENU)
    assert [alike.about for alike in one.alike(db, "bicycle racks, covered", 3)] == [7]
    # Another process sees it, too, and what is learnt later.
    assert [alike.about for alike in other.alike(db, "the menu of the canteen", 3)] == [8]
    one.learn(db, 9, "Bicycle racks that are covered")
    assert {alike.about for alike in other.alike(db, "bicycle racks, covered", 3)} == {7, 9}
    assert len(other.alike(db, "bicycle racks, covered", 1)) == 1
    other.drop(db, [7])
    assert [alike.about for alike in one.alike(db, "bicycle racks, covered", 3)] == [9]


def test_the_words_of_a_thing_change(db: Connection) -> None:
    found = Likeness("ideas", Pieces)
    found.learn(db, 7, RACKS)
    assert found.alike(db, RACKS, 3)[0].degree == pytest.approx(1, abs=0.01)
    found.learn(db, 7, MENU)
    assert not found.alike(db, RACKS, 3)
    assert [one.about for one in found.alike(db, MENU, 3)] == [7]


def test_skills_do_not_see_each_other(db: Connection) -> None:
    Likeness("ideas", Pieces).learn(db, 7, RACKS)
    assert not Likeness("feedback", Pieces).alike(db, RACKS, 3)


def test_what_is_stored_late_with_a_lower_number_is_found(db: Connection) -> None:
    if db.dialect.name == "sqlite":
        # There one writes after the other.
        return
    found, numbers = Likeness("ideas", Pieces), packed(Pieces().encode(RACKS))
    row = {"skill": "ideas", "encoder": Pieces().name, "numbers": numbers}
    db.execute(sa.insert(likeness), {**row, "id": 20, "thing": 20})
    assert [one.about for one in found.alike(db, RACKS, 9)] == [20]
    db.execute(sa.insert(likeness), {**row, "id": 19, "thing": 19})
    assert [one.about for one in found.alike(db, RACKS, 9)] == [19, 20]


def test_what_is_owed_is_learnt_later_and_what_is_gone_by_then_never(db: Connection) -> None:
    found, running = Likeness("ideas", Pieces), Likeness("ideas", Pieces)
    running.learn(db, 6, MENU)
    assert not running.alike(db, RACKS, 3)
    found.owe(db, [7, 8, 9])
    assert found.outdated(db, 9) == [7, 8, 9]
    numbers = found.numbers({7: RACKS, 8: RACKS})
    found.drop(db, [8])
    found.settle(db, [7, 8, 9], numbers)
    assert found.outdated(db, 9) == []
    assert [one.about for one in running.alike(db, RACKS, 3)] == [7]


def test_numbers_of_another_encoder_are_noted_anew(db: Connection) -> None:
    class Newer(Pieces):
        def __init__(self) -> None:
            super().__init__(name="newer")

    Likeness("ideas", Pieces).learn(db, 7, RACKS)
    found = Likeness("ideas", Newer)
    assert found.must_relearn(db)
    assert not found.alike(db, RACKS, 3)
    assert found.outdated(db, 5) == [7]
    found.learn(db, 7, RACKS)
    assert not found.must_relearn(db)
    assert [one.about for one in found.alike(db, RACKS, 3)] == [7]


def test_among_very_many_the_signs_lead_to_the_nearest(db: Connection) -> None:
    rng = np.random.default_rng(7)
    many = rng.normal(size=(3_000, SIZE)).astype(np.float32)
    rows = [
        {"skill": "ideas", "thing": place, "encoder": Pieces().name, "numbers": packed(one)}
        for place, one in enumerate(many)
    ]
    db.execute(sa.insert(likeness), rows)
    found = Likeness("ideas", Pieces)
    found._nearest.catch_up(db, Pieces().name)
    for place in range(0, 3_000, 300):
        asked = many[place] + rng.normal(size=SIZE).astype(np.float32)
        near = found._nearest.to(asked / np.linalg.norm(asked), 1, 0.4)
        things = db.execute(sa.select(likeness.c.thing).where(likeness.c.id.in_(near)))
        assert list(things.scalars()) == [place]


@pytest.mark.parametrize("at_once", [learning.AT_ONCE, relearning.AT_ONCE, ENTRIES])
def test_many_that_are_noted_while_somebody_looks_are_found(postgres: Engine, at_once: int) -> None:
    found, numbers = Likeness("ideas", Pieces), packed(Pieces().encode(RACKS))
    many = range(1, at_once + 1)
    with postgres.begin() as db:
        likeness.create(db)
        found.owe(db, many)
    with postgres.connect() as slow, postgres.connect() as quick:
        found.settle(slow, many, dict.fromkeys(many, numbers))
        found.learn(quick, at_once + 1, MENU)
        quick.commit()
        assert [one.about for one in found.alike(quick, MENU, 3)] == [at_once + 1]
        slow.commit()
        found.alike(quick, RACKS, 1)
        assert found._nearest.count == at_once + 1
