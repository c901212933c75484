"""A8: whose ballot is whose cannot be told by trying everybody."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import pytest

from bot.privacy.ballots import slot_of
from tests.attacks.crowd import FEW, Crowd, asked
from tests.attacks.haul import dump
from tests.attacks.topics import REAL, Topic

# How many numbers a person may have; in the long runs, or PIAZZA_TEST_IDS.
MANY = int(os.environ.get("PIAZZA_TEST_IDS", "1000000"))
IDS = [1_000, pytest.param(MANY, marks=pytest.mark.soak)]


@pytest.fixture
def crowd(database_url: str | None, topic: type[Topic]) -> Iterator[Crowd]:
    with asked(database_url, FEW, topic) as crowd:
        yield crowd


def values(tables: Mapping[str, list[Mapping[str, Any]]]) -> set[bytes]:
    """Whatever the database holds that is short enough to be made a key of, and what it makes."""
    plain = {b"", b"piazza", b"pepper", bytes(32)}
    for held in tables.values():
        plain |= {spelled for row in held for value in row.values() for spelled in _bytes(value)}
    return plain | {sha256(one).digest() for one in plain}


def _bytes(value: Any) -> set[bytes]:
    if isinstance(value, bytes):
        return {value, value.hex().encode()} if len(value) <= 64 else set()
    return {str(value).encode()} if value is not None and len(str(value)) <= 128 else set()


def secrets(tables: Mapping[str, list[Mapping[str, Any]]]) -> set[bytes]:
    """Of these what belongs to the whole installation, or to the round."""
    some = {name: tables[name] for name in ("installation", "ballot_round")}
    return values(some)


def broken(slots: set[bytes], peppers: Iterable[bytes], people: Iterable[int]) -> int:
    """How many slots are somebody's, made in one of the usual ways."""
    names, found = [b"%d" % one for one in people], set[bytes]()
    for pepper in peppers:
        for name in names:
            made = {sha256(pepper + name).digest(), hmac.digest(pepper, name, "sha256")}
            found |= made & slots
    return len(found)


@pytest.mark.parametrize("topic", REAL, indirect=True)
@pytest.mark.parametrize("many", IDS)
def test_a8_nothing_but_the_pepper_makes_a_slot(
    crowd: Crowd, many: int, record_property: Callable[[str, str], None]
) -> None:
    crowd.answer()
    tables = crowd.team.app.database.read_now(dump)
    slots = {row["slot"] for row in tables["ballot"]}
    assert len(slots) == len(crowd.arrivals)
    known = secrets(tables)
    ids = range(1, many + 1)
    assert broken(slots, known, ids) == 0
    # With all there is in any table, at least for those who are known to have answered.
    everything = values(tables)
    assert broken(slots, everything, [one.id for one in crowd.arrivals[:3]]) == 0
    assert broken(slots, [crowd.pepper], ids) == len(slots)
    assert slot_of(crowd.pepper, crowd.arrivals[0].id) in slots
    record_property(
        "attack",
        f"A8: {crowd.where}: {many} numbers with {len(known)} secrets of the installation,"
        f" 3 people with {len(everything)} values of all tables: 0 of {len(slots)} slots"
        " (all with the pepper)",
    )
