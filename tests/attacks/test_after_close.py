"""A1: after the close nobody can tell who said what, with whatever lies around."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.attacks.crowd import FEW, SIZES, Crowd, asked
from tests.attacks.detective import Detective
from tests.attacks.haul import Haul, haul, key_files, position
from tests.attacks.listening import Listening
from tests.attacks.orders import SURE, telling
from tests.attacks.topics import Topic


@pytest.fixture(params=SIZES)
def crowd(
    request: pytest.FixtureRequest, database_url: str | None, topic: type[Topic]
) -> Iterator[Crowd]:
    with asked(database_url, request.param, topic) as crowd:
        yield crowd


def sent_after(crowd: Crowd, found: Haul) -> Detective:
    thorough = len(crowd.members) > FEW
    return Detective(found, crowd.arrivals, crowd.known, crowd.marks, thorough)


def places(found: Haul, crowd: Crowd) -> dict[str, list[int]]:
    """Where in each piece that has them all people's words stand, in the order they came in."""
    marks = [mark.encode() for mark in crowd.marks]
    if not marks:
        return {}
    seen = {name: [data.find(mark) for mark in marks] for name, data in found.pieces.items()}
    return {name: at for name, at in seen.items() if min(at) >= 0}


def test_a1_after_the_close_nobody_is_found(
    crowd: Crowd, listening: Listening, record_property: Callable[[str, str], None]
) -> None:
    since = position(crowd.team)
    crowd.answer()
    stolen = key_files(crowd.team)
    crowd.close()
    found = haul(crowd.team, since, log=listening.heard(), keys=True)
    detective = sent_after(crowd, found)
    able = found_with_stolen(crowd, detective, stolen)
    case = detective.solve()
    assert (case.keys, case.peppers, case.right(crowd.truth)) == (0, 0, set())
    for name, at in places(found, crowd).items():
        assert telling(at, range(len(at))) < SURE, name
        assert telling(at, [one.unit for one in crowd.arrivals]) < SURE, name
    record_property(
        "attack",
        f"A1: {crowd.where}: {len(crowd.members)} people, {found.size} searched,"
        f" {len(found.boxes)} boxes found, {case.tried} keys tried, 0 answers tied to anybody"
        f" ({able} of {len(crowd.truth)} with a stolen key)",
    )


def found_with_stolen(crowd: Crowd, detective: Detective, stolen: dict[str, bytes]) -> int:
    """Whom a copy of the keys finds: the boxes are still there, and even without the pepper the
    order in which they came makes names.
    """
    able = detective.solve(stolen).right(crowd.truth)
    if len(crowd.members) > FEW and crowd.team.app.database.kind == "sqlite":
        # After so many changes SQLite has begun to write over the oldest of them.
        assert able
        return len(able)
    private = {name: one for name, one in stolen.items() if name.endswith(".key")}
    assert able == detective.solve(private).right(crowd.truth) == set(crowd.truth)
    return len(able)
