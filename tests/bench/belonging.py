"""A big company in which all that lets people belong is on, as it stands on a Wednesday."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.delivery.tables import delivery
from bot.directory.tables import employee
from bot.insight.experiments import kept
from bot.runtime.app import App
from skills.belonging.model import Buddy, Journey, Prompt
from skills.belonging.tracks import BUDDY, DAYS, MANAGER, NEWCOMER
from skills.celebrations.model import Choice
from skills.coffee.model import CoffeeRound, Member, Seat
from skills.pulse.model import PulseRound
from tests.bench import company

T = TypeVar("T")
APP_YAML = """\
company: {name: Aurora, languages: [en], zone: Europe/Rome}
skills:
  kudos:
  pulse:
  coffee:
  belonging:
  celebrations: {hr_dates: true}
  icebreakers: {channel: "#general"}
  cm:
"""
WORKSPACE = "slack:T1"
DAY = timedelta(days=1)
MONDAY = date(2027, 1, 11)
NOW = datetime.combine(MONDAY, time(5), UTC)
# Of a hundred so many: let their days be celebrated, like wishes, come for coffee, have met.
CELEBRATING, WISHING, COFFEE, MET = 60, 30, 50, 30
TEAM, PER_MANAGER, NEW_EACH_DAY = 50, 10, 40
TESTED = ("kudos.colleague", "kudos.gratitude")


def found(piazza: App, people: int) -> None:
    """Hire everybody, in forty zones, and let them have begun the week."""
    ids = [f"U{number}" for number in range(people)]
    company.hire(piazza.database, WORKSPACE, ids, company.zones(company.ZONES))
    everybody = range(1, people + 1)
    for table, rows in _tables(everybody):
        for some in pages(rows, company.AT_ONCE):
            piazza.database.write_now(partial(_add, table=table, rows=some))
    piazza.house.lots.make()
    piazza.database.write_now(_test)
    with piazza.database.engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def pages(rows: Iterable[T], most: int) -> Iterator[list[T]]:
    """All of them, so many at once."""
    left = iter(rows)
    while some := list(islice(left, most)):
        yield some


def _add(db: Session, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    db.execute(sa.insert(table), rows)


def _tables(everybody: range) -> Iterator[tuple[Any, Iterable[dict[str, Any]]]]:
    yield employee, map(_employed, everybody)
    yield Choice, (_chooses(one) for one in everybody if one % 100 < CELEBRATING)
    new = [*_starting(everybody)]
    yield Journey, (_journey(one, start) for one, start in new)
    yield Prompt, (row for one, start in new for row in _prompts(one, start))
    yield Buddy, ({"person_id": one, "since": NOW} for one in everybody if one % 20 == 0)
    yield CoffeeRound, [_ROUND]
    drinkers = [one for one in everybody if one % 100 < COFFEE]
    yield Member, ({"person_id": one, "joined": True, "since": NOW} for one in drinkers)
    yield Seat, (_seat(place, one) for place, one in enumerate(drinkers))
    yield PulseRound, [_PULSE | {"audience": len(everybody)}]
    yield delivery, map(_sent("pulse.invite"), everybody)
    yield delivery, map(_sent("coffee.introduce"), drinkers)


def _employed(one: int) -> dict[str, Any]:
    """Somebody in a team of fifty, led by one of each ten; some are new."""
    names = {"company": "Aurora", "division": f"Division {one % 20}", "team": f"Team {one // TEAM}"}
    where = {
        "location": "",
        "country": "IT",
        "birth_month": one % 12 + 1,
        "birth_day": one % 28 + 1,
    }
    boss = str(one // PER_MANAGER + 1)
    row = {"person_id": one, "key": str(one), "manager": boss, **names, **where}
    return row | {"started": date(2000 + one % 25, one % 12 + 1, one % 28 + 1)}


def _chooses(one: int) -> dict[str, Any]:
    row = {"person_id": one, "month": one // 28 % 12 + 1, "day": one % 28 + 1, "chosen": NOW}
    row |= {"started": date(2000 + one % 25, one // 28 % 12 + 1, one % 28 + 1)}
    how = {"birthday": "channel", "anniversary": "channel" if one % 2 else "private"}
    return row | how | {"wishes": one % 100 < WISHING, "asked": True}


def _starting(everybody: range) -> Iterator[tuple[int, date]]:
    """Forty a day have started for the last ninety-one days, and forty a day will."""
    days = range(-DAYS[NEWCOMER][-1] - 1, 8)
    starts = [MONDAY + n * DAY for n in days if (MONDAY + n * DAY).weekday() < 5]
    apart = max(1, len(everybody) // (len(starts) * NEW_EACH_DAY))
    for number, one in enumerate(everybody[::apart][: len(starts) * NEW_EACH_DAY]):
        yield one, starts[number // NEW_EACH_DAY]


def _journey(one: int, start: date) -> dict[str, Any]:
    row = {"person_id": one, "start": start, "by_account": False, "buddy_id": one - 1 or 2}
    return row | {"stopped": None, "ended": False, "asked": None}


def _prompts(one: int, start: date) -> Iterator[dict[str, Any]]:
    """As it stands on Monday: the next step of each is still to come."""
    for role in (NEWCOMER, BUDDY, MANAGER):
        steps = [start + day * DAY for day in DAYS[role]]
        step = sum(day < MONDAY for day in steps)
        due = steps[step] if step < len(steps) else None
        yield {"person_id": one, "role": role, "step": step, "due": due, "noted": NOW}


_ROUND = {
    "id": 1,
    "week": MONDAY,
    "middle": MONDAY + 2 * DAY,
    "last_week": MONDAY,
    "claim": "",
    "planned": NOW,
    "people": 0,
    "tables": 0,
    "alone": 0,
}
_PULSE = {
    "id": 1,
    "week": MONDAY,
    "by_hand": False,
    "reminders": 1,
    "readers": "everyone",
    "questions": [],
    "opened": NOW - DAY,
    "closes": NOW + 3 * DAY,
}


def _seat(number: int, one: int) -> dict[str, Any]:
    """Two at a table; those who have met have said so."""
    met = "yes" if number // 2 % 100 < MET else None
    return {"round_id": 1, "person_id": one, "place": number // 2, "drawn": False, "met": met}


def _sent(kind: str) -> Callable[[int], dict[str, Any]]:
    """What reached somebody on Monday."""
    same = {"workspace": WORKSPACE, "lane": 2, "kind": kind, "params": {}, "state": "sent"}
    same |= {"not_before": NOW, "made": NOW + timedelta(hours=13)}
    return lambda one: {"id": uuid.uuid4(), "person_id": one, **same}


def _test(db: Session) -> None:
    """Test two nudges against nobody's getting them."""
    for nudge in TESTED:
        plan = kept.Plan(nudge, "kudos.thanks_given", 20, 8, None)
        today = MONDAY - timedelta(weeks=1)
        kept.begin(db.connection(), plan, today=today, zone="Europe/Rome", fewest=5, by=1, now=NOW)
