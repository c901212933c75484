"""A2: while a round is open its ballots tell nothing to who does not hold the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from tests.attacks.boxes import LENGTH
from tests.attacks.crowd import FEW, SIZES, Crowd, asked, speaks
from tests.attacks.detective import Detective
from tests.attacks.haul import dump, haul, key_files, position
from tests.attacks.listening import Listening
from tests.attacks.orders import SURE, telling
from tests.attacks.topics import FULLEST, Topic

Rows = Mapping[str, list[Mapping[str, Any]]]
# Where a row lies, and when it came to lie there: of that no column can be free.
PLACE = {"ctid", "xmin"}


@pytest.fixture(params=SIZES)
def crowd(
    request: pytest.FixtureRequest, database_url: str | None, topic: type[Topic]
) -> Iterator[Crowd]:
    with asked(database_url, request.param, topic) as crowd:
        yield crowd


def look(crowd: Crowd) -> Rows:
    return crowd.team.app.database.read_now(dump)


def plain(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """A row without its place."""
    return tuple((name, repr(value)) for name, value in row.items() if name not in PLACE)


def new_rows(before: Rows, after: Rows) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows that were not there as they are."""
    for table, rows in after.items():
        there = set(map(plain, before.get(table, [])))
        yield from ((table, row) for row in rows if plain(row) not in there)


def test_a2_without_the_keys_nobody_is_found_while_it_is_open(
    crowd: Crowd, listening: Listening, record_property: Callable[[str, str], None]
) -> None:
    since = position(crowd.team)
    crowd.answer()
    found = haul(crowd.team, since, log=listening.heard())
    assert {len(row["sealed"]) for row in found.rows["ballot"]} == {LENGTH}
    thorough = len(crowd.members) > FEW
    detective = Detective(found, crowd.arrivals, crowd.known, crowd.marks, thorough)
    assert detective.solve(key_files(crowd.team)).right(crowd.truth) == set(crowd.truth)
    case = detective.solve()
    assert (case.keys, case.peppers, case.said) == (0, 0, {})
    record_property(
        "attack",
        f"A2: {crowd.where}: {len(crowd.members)} people, {found.size} searched,"
        f" {len(found.boxes)} boxes of one length, {case.tried} keys tried, 0 opened"
        " (all with the keys)",
    )


@pytest.mark.parametrize("topic", FULLEST, indirect=True)
def test_a2_no_column_tells_when_or_from_where_a_ballot_came(
    database_url: str | None, topic: type[Topic], record_property: Callable[[str, str], None]
) -> None:
    with asked(database_url, FEW, topic) as crowd:
        came: dict[str, list[Mapping[str, Any]]] = {}
        before = look(crowd)
        for number in filter(speaks, range(FEW)):
            crowd.act(number)
            after = look(crowd)
            for table, row in new_rows(before, after):
                came.setdefault(table, []).append(row)
            before = after
        units, seen = [one.unit for one in crowd.arrivals], 0
        answers = list(crowd.truth.values())
        assert {"ballot", "inbox"} <= came.keys()
        for table, rows in came.items():
            assert len(rows) == len(units), table
            for name, values in columns(rows):
                seen += 1
                for other in (range(len(rows)), units, [one.answers[0] for one in answers]):
                    assert telling(values, other) < SURE, (table, name)
        record_property(
            "attack",
            f"A2: {crowd.where}: {seen} columns of {len(came)} tables compared with the order of"
            f" arrival, the units, the answers: 0 tell any",
        )


def columns(rows: list[Mapping[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Each column of rows, how long what it holds is, and the first bytes of that one by one."""
    for name in rows[0].keys() - PLACE:
        values = [row[name] for row in rows]
        yield name, values
        if all(isinstance(value, (bytes, str)) for value in values):
            yield f"length of {name}", [len(value) for value in values]
            for at in range(min(32, *map(len, values))):
                yield f"{name}[{at}]", [value[at] for value in values]


@pytest.mark.parametrize("topic", FULLEST, indirect=True)
def test_a2_no_row_tells_who_has_answered(
    database_url: str | None, topic: type[Topic], record_property: Callable[[str, str], None]
) -> None:
    with asked(database_url, FEW, topic) as crowd:
        crowd.answer()
        spoke = {one.id: int(speaks(number)) for number, one in enumerate(crowd.known)}
        rows, seen = look(crowd), 0
        for table, name, by_person in of_people(rows, spoke.keys()):
            seen += 1
            there = [spoke[person] for person in by_person]
            assert telling(list(by_person.values()), there) < SURE, (table, name)
        # A row for those alone who answered would be such a list, too.
        for table, held in rows.items():
            people = {one for row in held for one in row.values() if isinstance(one, int)}
            assert {one for one in spoke if spoke[one]} != people & spoke.keys(), table
        record_property(
            "attack", f"A2: {crowd.where}: {seen} columns about people, 0 tell who has answered"
        )


def of_people(rows: Rows, people: Any) -> Iterator[tuple[str, str, dict[int, Any]]]:
    """Each column of tables that have a row for each of these people, by person."""
    for table, held in rows.items():
        # Who is invited has a row, and one more of another kind who is reminded.
        for key, kind in product(("id", "person_id"), {row.get("kind") for row in held}):
            some = [row for row in held if row.get("kind") == kind]
            mine = {row[key]: row for row in some if row.get(key) in people}
            if len(mine) == len(people):
                for name in held[0]:
                    yield table, name, {person: row[name] for person, row in mine.items()}


@pytest.mark.parametrize("topic", FULLEST, indirect=True)
def test_a2_a_changed_answer_looks_like_a_first_one(
    database_url: str | None,
    topic: type[Topic],
    listening: Listening,
    record_property: Callable[[str, str], None],
) -> None:
    with asked(database_url, FEW, topic) as crowd:
        seen = []
        for _ in ("first", "changed"):
            before, heard = look(crowd), len(listening.heard().splitlines())
            crowd.act(0)
            new = sorted((table, shape(row)) for table, row in new_rows(before, look(crowd)))
            seen.append((new, len(listening.heard().splitlines()) - heard))
        assert seen[0] == seen[1]
        assert len(look(crowd)["ballot"]) == 1
        record_property(
            "attack", f"A2: {crowd.where}: a changed answer and a first one leave the same"
        )


def shape(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """A row without what is drawn by lot each time."""
    return tuple(
        (name, str(len(value)) if isinstance(value, (bytes, str)) else repr(value))
        for name, value in row.items()
        if name not in PLACE
    )
