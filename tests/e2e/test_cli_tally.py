"""`piazza tally` and `piazza keys`: a round is closed by a process that has nothing else to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.cli.context import opened
from bot.people import Person
from bot.privacy import rounds
from bot.privacy.items import Item
from bot.privacy.results import results
from bot.privacy.tables import ballot_round

from .shell import ANN, Shell

ITEMS = [Item("mood", 1, 5)]


def asks(days: int = 3, skill: str = "survey") -> None:
    """Open a round, and let six people answer it."""
    with opened() as piazza:
        now, box = datetime.now(UTC), piazza.house.box

        def change(db: sa.orm.Session) -> None:
            found = rounds.open_(
                db.connection(),
                box.keys,
                skill=skill,
                kind=skill,
                items=ITEMS,
                k=5,
                now=now,
                closes=now + timedelta(days=days),
            )
            for number in range(6):
                who = Person(number, "")
                box.cast(db.connection(), found.id, who, {"mood": 1 + number % 5}, "", now)

        piazza.database.write_now(change)


def is_over() -> None:
    """Let the round's time be over."""
    with opened() as piazza:
        over = sa.update(ballot_round).values(closes=datetime.now(UTC) - timedelta(minutes=1))
        piazza.database.write_now(lambda db: db.execute(over) and None)


def key_of(piazza: Shell) -> Path:
    (found,) = (piazza.folder / "keys" / "tally").glob("*.key")
    return found


def test_a_round_is_counted_when_its_time_is_over(piazza: Shell) -> None:
    assert piazza("keys", "status").out.splitlines()[-1] == "there was no round yet"
    piazza.knows(ANN)
    asks()
    assert piazza("keys", "status").out.splitlines()[-1].endswith("key here")
    ran = piazza("tally", "1")
    assert (ran.status, ran.complaint[:24]) == (1, "round 1 is open until 20")
    assert piazza("tally", "--due").out == ""
    is_over()
    assert piazza("tally", "--due").out == "round 1: counted, its keys are destroyed\n"
    assert not list((piazza.folder / "keys" / "tally").glob("*.key"))
    assert "tallied" in piazza("keys", "status").out
    assert piazza("keys", "status").out.splitlines()[-1].endswith("keys destroyed")
    with opened() as app:
        found = app.database.read_now(lambda db: results(db.connection(), 1))
    assert [shown.mean for one in found.outcomes for shown in one.shown] == [2.7]
    assert piazza("tally", "1").status == 0


def test_what_is_asked_of_it_wrongly_is_said_in_a_line(piazza: Shell) -> None:
    assert piazza("tally").status == 2
    assert piazza("tally", "1", "--due").status == 2
    ran = piazza("tally", "7")
    assert ran.complaint == "there is no round 7; `piazza keys status` lists them"


def test_a_lost_key_is_told_and_its_round_can_be_ended(piazza: Shell) -> None:
    asks()
    is_over()
    key_of(piazza).unlink()
    line = piazza("keys", "status").out.splitlines()[-1]
    assert line.endswith("key gone: put PIAZZA_KEYS back, or end it with `piazza keys lost 1`")
    said = piazza("tally", "1").complaint
    assert said.startswith("round 1: PIAZZA_KEYS: ")
    assert said.endswith(".key is gone; `piazza keys status` says what helps")
    assert piazza("keys", "lost", "1", answer="n\n").complaint == "nothing was done"
    ran = piazza("keys", "lost", "1", "--yes")
    assert ran.out == "round 1 is lost; its answers were deleted unread\n"
    assert piazza("tally", "1").out == "round 1: lost\n"


def test_one_that_is_lost_keeps_none_of_the_others_waiting(piazza: Shell) -> None:
    asks()
    key_of(piazza).unlink()
    asks(skill="another")
    is_over()
    ran = piazza("tally", "--due")
    assert (ran.status, ran.out) == (1, "round 2: counted, its keys are destroyed\n")
    assert ran.complaint.startswith("round 1: ")


def test_nobody_is_asked_whether_to_end_what_can_be_counted(piazza: Shell) -> None:
    asks()
    ran = piazza("keys", "lost", "1", answer="y\n")
    assert ran.out == ""
    assert ran.complaint == "round 1 is not lost: its key is there, and it can be counted"


def test_keys_are_made_beforehand_for_who_counts_as_another_user(piazza: Shell) -> None:
    ran = piazza("keys", "make", "2")
    assert ran.out.endswith("2 more pairs of keys\n")
    assert "2 pairs of keys for rounds to come" in piazza("keys", "status").out
    asks()
    assert "1 pair of keys for rounds to come" in piazza("keys", "status").out
    assert len(list((piazza.folder / "keys" / "tally").glob("*.key"))) == 2
