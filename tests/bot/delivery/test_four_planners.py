"""Four processes plan the same thousand occurrences: each of them once, and for everybody."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.delivery.tables import delivery, occurrence
from tests.bot.delivery.planners import DAY, TIMES, ZONES, plan, team

EACH = 3
# By so many seconds their clocks are fast: the last takes the others for dead.
CLOCKS = (0, 1, 5, 20)


@pytest.mark.timeout(300)
def test_a_thousand_occurrences_are_planned_once_by_four_processes(postgres_url: str) -> None:
    with team(postgres_url) as ours:
        people = {
            ours.member(f"{n}-in-{zone}", zone=zone).person.id: zone
            for zone in ZONES
            for n in range(EACH)
        }
        at_once(postgres_url)
        database = ours.app.database
        found = database.read_now(lambda db: db.execute(sa.select(occurrence)).all())
        rows = database.read_now(lambda db: db.execute(sa.select(delivery)).all())
    day, expected = date.fromisoformat(DAY), due()
    assert len(expected) == 1000
    assert {(one.schedule, one.cohort): one.due for one in found} == expected
    assert {(one.local_date, one.state, one.people) for one in found} == {(day, "planned", EACH)}
    assert Counter((one.kind, one.person_id) for one in rows) == Counter(
        (key, person) for person, zone in people.items() for key, where in expected if where == zone
    )
    assert {one.state for one in rows} == {"pending"}


def due() -> dict[tuple[str, str], datetime]:
    """When each is due, counted without the planner."""
    day = date.fromisoformat(DAY)
    return {
        (f"toy.ping_{n}", zone): datetime.combine(
            day, time.fromisoformat(at), ZoneInfo(zone)
        ).astimezone(UTC)
        for n, at in enumerate(TIMES)
        for zone in ZONES
    }


def at_once(url: str) -> None:
    """Let four processes plan, each of which begins a step when all of them are there."""
    fresh = multiprocessing.get_context("spawn")
    together = fresh.Barrier(len(CLOCKS))
    processes = [fresh.Process(target=plan, args=(url, fast, together)) for fast in CLOCKS]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    assert [one.exitcode for one in processes] == [0] * len(CLOCKS)
