"""Four processes plan the same occurrences, up to a thousand: each once, and for everybody."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.delivery.tables import delivery, occurrence
from tests.apart import context
from tests.bot.delivery.planners import DAY, TIMES, ZONES, plan, team

EACH = 3
# By so many seconds their clocks are fast: the last takes the others for dead.
CLOCKS = (0, 1, 5, 20)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("times", [4, pytest.param(len(TIMES), marks=pytest.mark.soak)])
def test_every_occurrence_is_planned_once_by_four_processes(postgres_url: str, times: int) -> None:
    with team(postgres_url, times) as ours:
        people = {
            ours.member(f"{n}-in-{zone}", zone=zone).person.id: zone
            for zone in ZONES
            for n in range(EACH)
        }
        at_once(postgres_url, times)
        database = ours.app.database
        found = database.read_now(lambda db: db.execute(sa.select(occurrence)).all())
        rows = database.read_now(lambda db: db.execute(sa.select(delivery)).all())
    day, expected = date.fromisoformat(DAY), due(times)
    assert len(expected) == len(ZONES) * times
    assert {(one.schedule, one.cohort): one.due for one in found} == expected
    assert {(one.local_date, one.state, one.people) for one in found} == {(day, "planned", EACH)}
    assert Counter((one.kind, one.person_id) for one in rows) == Counter(
        (key, person) for person, zone in people.items() for key, where in expected if where == zone
    )
    assert {one.state for one in rows} == {"pending"}


def due(times: int) -> dict[tuple[str, str], datetime]:
    """When each is due, counted without the planner."""
    day = date.fromisoformat(DAY)
    return {
        (f"toy.ping_{n}", zone): datetime.combine(
            day, time.fromisoformat(at), ZoneInfo(zone)
        ).astimezone(UTC)
        for n, at in enumerate(TIMES[:times])
        for zone in ZONES
    }


def at_once(url: str, times: int) -> None:
    """Let four processes plan, each of which begins a step when all of them are there."""
    fresh = context()
    together = fresh.Barrier(len(CLOCKS))
    processes = [fresh.Process(target=plan, args=(url, times, fast, together)) for fast in CLOCKS]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    assert [one.exitcode for one in processes] == [0] * len(CLOCKS)
