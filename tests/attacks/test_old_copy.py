"""A7: a copy from while the round was open opens nothing after it, and lengths tell nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.cli.keys import _lines
from bot.cli.tallying import tally_of
from bot.privacy.keys import Destroyed
from bot.privacy.rounds import LOST
from bot.privacy.tables import ballot, ballot_cell, metadata
from bot.store.backup import copy_into
from bot.store.database import open_database
from tests.attacks.boxes import Box
from tests.attacks.crowd import FEW, Crowd, asked, speaks
from tests.attacks.detective import Detective
from tests.attacks.haul import Haul, dump, key_files, position, spelled
from tests.attacks.listening import Listening
from tests.attacks.orders import SURE, telling
from tests.attacks.topics import FULLEST, WRITTEN, Topic

NUMBER = re.compile(r'"(\w+)": "?([0-9.]+)\b')


@pytest.fixture
def crowd(database_url: str | None, topic: type[Topic]) -> Iterator[Crowd]:
    with asked(database_url, FEW, topic) as crowd:
        yield crowd


Copy: TypeAlias = dict[sa.Table, list[dict[str, Any]]]


def copied(crowd: Crowd, folder: Path) -> Copy:
    """A copy of the database as it is, made as one makes them."""
    if crowd.team.app.database.kind == "postgresql":
        return crowd.team.app.database.read_now(rows)
    copy_into(crowd.team.conf.secrets.piazza_home / "piazza.db", folder / "copy.db")
    with closing(open_database(f"sqlite:///{folder}/copy.db")) as copy:
        return copy.read_now(rows)


def rows(db: Session) -> Copy:
    there = set(sa.inspect(db.connection()).get_table_names())
    return {
        table: [dict(row) for row in db.execute(sa.select(table)).mappings()]
        for table in metadata.sorted_tables
        if table.name in there
    }


def restore(db: Session, copy: Copy) -> None:
    """Have the database be as it was then."""
    for table in reversed([*copy]):
        db.execute(sa.delete(table))
    for table, held in copy.items():
        if held:
            db.execute(sa.insert(table), held)


def count(crowd: Crowd, table: sa.Table) -> int:
    query = sa.select(sa.func.count()).select_from(table)
    return crowd.team.app.database.read_now(lambda db: db.scalar(query)) or 0


def test_a7_an_old_copy_is_never_opened_again(
    crowd: Crowd,
    tmp_path: Path,
    listening: Listening,
    record_property: Callable[[str, str], None],
) -> None:
    team = crowd.team
    crowd.answer()
    copy, stolen = copied(crowd, tmp_path), key_files(team)
    crowd.close()
    # Beside the copy whoever found it has what the system of today shows.
    found = of_copy(copy, tmp_path)
    found.pieces |= {"log": listening.heard().encode(), **key_files(team)}
    found.rows |= team.app.database.read_now(dump)
    detective = Detective(found, crowd.arrivals, crowd.known, crowd.marks)
    assert detective.solve(stolen).right(crowd.truth) == set(crowd.truth)
    case = detective.solve()
    assert (case.keys, case.peppers, case.right(crowd.truth)) == (0, 0, set())
    record_property(
        "attack",
        f"A7: {crowd.where}: a copy with {len(copy[ballot])} ballots and all that was"
        f" left after the close: {case.tried} keys tried, 0 opened (all with a stolen key)",
    )


def of_copy(copy: Copy, folder: Path) -> Haul:
    """What is in a copy."""
    boxes = [Box(row["slot"], row["sealed"], place) for place, row in enumerate(copy[ballot])]
    pieces = {path.name: path.read_bytes() for path in folder.glob("copy.db")}
    text = spelled({table.name: held for table, held in copy.items()})
    return Haul(pieces | text, boxes=boxes)


@pytest.mark.parametrize("topic", FULLEST, indirect=True)
def test_a7_a_bot_on_an_old_copy_says_so_and_takes_and_tells_nothing(
    crowd: Crowd, tmp_path: Path, record_property: Callable[[str, str], None]
) -> None:
    team = crowd.team
    crowd.answer()
    someone = crowd.members[0]
    copy, form = copied(crowd, tmp_path), crowd.topic.form(someone)
    crowd.close(early=True)
    team.app.database.write_now(lambda db: restore(db, copy))
    assert count(crowd, ballot) == len(crowd.arrivals)
    [_, line] = team.app.database.read_now(lambda db: list(_lines(team.app, db)))
    assert "keys destroyed: counted before this copy; `piazza keys lost 1` ends it" in line
    late = someone.fills(form, **crowd.topic.filled(form, crowd.said[0]))
    assert "Recorded" not in str(late.answer)
    assert count(crowd, ballot) == len(crowd.arrivals)
    with pytest.raises(Destroyed):
        tally_of(team.app).close(1)
    team.tick("2026-11-27 08:00")
    assert count(crowd, ballot_cell) == 0
    tally_of(team.app).give_up(1)
    assert (crowd.round.state, count(crowd, ballot), count(crowd, ballot_cell)) == (LOST, 0, 0)
    record_property(
        "attack", f"A7: {crowd.where}: a bot on the copy takes no answer and counts none"
    )


@pytest.mark.parametrize("topic", WRITTEN, indirect=True)
def test_a7_no_length_tells_how_much_somebody_wrote(
    crowd: Crowd, listening: Listening, record_property: Callable[[str, str], None]
) -> None:
    measured: dict[str, list[float]] = {}
    for number in filter(speaks, range(FEW)):
        before, heard = mark(crowd), len(listening.heard().splitlines())
        crowd.act(number)
        for name, value in sizes(crowd, before, listening.heard().splitlines()[heard:]):
            measured.setdefault(name, []).append(value)
    lengths = [len(one.comment) for one in crowd.truth.values()]
    assert len(set(lengths)) > len(lengths) / 2
    for name, values in measured.items():
        assert len(values) == len(lengths), name
        assert telling(values, lengths) < SURE, name
    assert {*measured["box"]} == {4144}
    record_property(
        "attack", f"A7: {crowd.where}: {', '.join(sorted(measured))}: 0 go with a comment's length"
    )


def sizes(crowd: Crowd, before: str, lines: list[str]) -> Iterator[tuple[str, float]]:
    """All that can be measured of one answer: boxes, how much was written, numbers in the log."""
    boxes = crowd.team.app.database.read_now(
        lambda db: db.scalars(sa.select(ballot.c.sealed)).all()
    )
    yield "box", max(map(len, boxes))
    yield "log of changes", written(crowd, before)
    yield "log lines", len(lines)
    yield "log length", sum(map(len, lines))
    for number, line in enumerate(lines):
        for name, value in NUMBER.findall(line):
            if name not in ("timestamp", "event_id"):
                yield f"log {number} {name}", float(value)


def mark(crowd: Crowd) -> str:
    """How far the database's log of changes goes."""
    return position(crowd.team) or str(_log(crowd).stat().st_size)


def written(crowd: Crowd, before: str) -> float:
    """How many bytes the database has written since."""
    if crowd.team.app.database.kind == "sqlite":
        return _log(crowd).stat().st_size - int(before)
    query = sa.text("SELECT pg_current_wal_lsn() - CAST(:before AS pg_lsn)")
    return float(crowd.team.app.database.read_now(lambda db: db.scalar(query, {"before": before})))


def _log(crowd: Crowd) -> Path:
    return crowd.team.conf.secrets.piazza_home / "piazza.db-wal"
