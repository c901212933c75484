"""Ideas: what one costs beside a `/kudos`, and how long it takes to find what is alike."""

from __future__ import annotations

import itertools
import os
import random
import time
from collections.abc import Iterator
from functools import cache
from statistics import median
from typing import Any

import numpy as np
import sqlalchemy as sa

from bot.insight.language import SIZE, Encoder, Pieces, Sentences
from bot.insight.likeness import Likeness, likeness, packed
from bot.runtime.incoming import Called, Incoming, Ref
from bot.testing import Team
from skills.ideas import skill as ideas
from skills.kudos import skill as kudos
from tests.bench.beside import PLENTY, cpu, incoming
from tests.bench.rows import Row
from tests.bench.thanks import Fresh
from tests.bench.usage import resident_mb
from tests.bench.world import WHY
from tests.slack_world import StrictSlack

MANY, AT_ONCE, ASKED = 100_000, 5_000, 30


def submitting(
    kind: str, fresh: Fresh, turns: int, count: int, _slack: StrictSlack
) -> Iterator[Row]:
    """CPU of this process for what comes after HTTP: both are stored and answered."""
    for coder in (Pieces(), Sentences()):
        coder.encode("loads what it needs")
        yield _submitting(kind, fresh, turns, count, coder)


def _submitting(kind: str, fresh: Fresh, turns: int, count: int, coder: Encoder) -> Row:
    with Team([kudos, ideas], settings=PLENTY, database_url=fresh()) as team:
        giver, to = team.member("Ann"), team.member("Bob")
        team.app.house.likeness("ideas").coder = lambda: coder
        said = (Ref(to.id, "bob"), f" {WHY}")
        numbers, chance = itertools.count(), random.Random(7)

        def thanks() -> Incoming:
            return incoming(giver, next(numbers), Called("kudos", said))

        def idea() -> Incoming:
            return incoming(giver, next(numbers), Called("idea", (words_of(chance),)))

        pairs = [(cpu(team, thanks, count), cpu(team, idea, count)) for _ in range(turns)]
    below, ours = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(one / other for other, one in pairs)
    return Row(
        f"an idea on {kind} ({coder.name}), CPU beside a /kudos", ours, "us", 2, below, ratio
    )


def words_of(chance: random.Random) -> str:
    """A sentence of words that nobody has put together before."""
    return " ".join(chance.choices(_vocabulary(), k=14))


@cache
def _vocabulary() -> list[str]:
    """The words of an open book: what people thank for in the sample company, in two languages."""
    folder = ideas.home.parent / "kudos" / "sample"
    text = "".join((folder / f"{one}.yaml").read_text("utf-8") for one in ("en", "it"))
    return sorted({one for one in text.split() if one.isalpha() and len(one) > 4})


def alike(kind: str, fresh: Fresh, _slack: StrictSlack) -> Iterator[Row]:
    """What is alike among very many, after the text has become numbers; and the memory for it."""
    engine = sa.create_engine(fresh() or "sqlite://")
    with engine.begin() as db:
        likeness.create(db, checkfirst=True)
        _fill(db)
        coder = _Ready()
        found = Likeness("ideas", lambda: coder)
        before = resident_mb(os.getpid())
        began = time.perf_counter()
        found.alike(db, "0", 3)
        loaded = time.perf_counter() - began
        grown = resident_mb(os.getpid()) - before
        took = [_asked(found, db, str(number)) for number in range(ASKED)]
    engine.dispose()
    name = f"similar ideas among {MANY:,} on {kind}"
    yield Row(name, median(took) * 1000, "ms", 30)
    yield Row(f"{name}, the first time", loaded, "s", 2)
    yield Row(f"{name}, memory of the index", grown, "MB", 100)


class _Ready(Pieces):
    """Gives numbers that were made before."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = np.random.default_rng(1).normal(size=(ASKED, SIZE)).astype(np.float32)

    def encode(self, text: str) -> Any:
        return self.numbers[int(text)]


def _asked(found: Likeness, db: sa.Connection, number: str) -> float:
    began = time.perf_counter()
    found.alike(db, number, 3)
    return time.perf_counter() - began


def _fill(db: sa.Connection) -> None:
    rng = np.random.default_rng(2)
    for start in range(0, MANY, AT_ONCE):
        numbers = rng.normal(size=(AT_ONCE, SIZE)).astype(np.float32)
        row = {"skill": "ideas", "encoder": Pieces().name}
        rows = [
            {**row, "thing": start + place, "numbers": packed(one)}
            for place, one in enumerate(numbers)
        ]
        db.execute(sa.insert(likeness), rows)
