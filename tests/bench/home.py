"""The manager's home in a big company where much waits: how long it takes to say what."""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Chat, Role
from bot.delivery.tables import delivery, occurrence
from bot.directory.lookup import people_by_id
from bot.directory.tables import audit
from bot.insight.promises import promise
from bot.runtime.app import App
from bot.runtime.outgoing import Whisper
from bot.runtime.rooms import of_room
from skills.cm import home
from skills.feedback.model import Item
from skills.icebreakers.model import Own
from skills.ideas.model import Idea, Twin
from skills.kudos.model import Kudos, Recipient
from tests.bench import belonging, company
from tests.bench.belonging import DAY, NOW, WORKSPACE
from tests.bench.rows import Row
from tests.bench.thanks import Fresh
from tests.slack_world import StrictSlack

PEOPLE, TIMES = 100_000, 7
APP_YAML = """\
company: {name: Aurora, languages: [en], zone: Europe/Rome}
skills:
  kudos:
  ideas:
  pulse:
  feedback:
  coffee:
  belonging:
  celebrations: {hr_dates: true}
  icebreakers: {channel: "#general"}
  cm:
"""
# A year of each, of which a few wait.
THANKS, IDEAS, WORDS, DAYS, USES = 200_000, 20_000, 100_000, 365, 50_000
LATE, FAILED, PROMISED, REPORTED, ASKED, ALIKE = 300, 2_000, 400, 300, 40, 2_000
SCHEDULES, ZONES = 40, 20
MINUTE = timedelta(minutes=1)


def opened(kind: str, fresh: Fresh, _: StrictSlack, people: int = PEOPLE) -> Iterator[Row]:
    """`/cm` from the question what waits to the words that are read; the second time and later."""
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        piazza = company.app(fresh(), Path(folder), {}, APP_YAML)
        try:
            belonging.found(piazza, people)
            _fill(piazza, people)
            took, used, waits = _best(piazza)
        finally:
            piazza.jobs.close()
            piazza.database.close()
    name = f"/cm for {people:,} people, {waits} things wait on {kind}"
    yield Row(name, took * 1000, "ms", 300)
    yield Row(f"{name}, CPU", used * 1000, "ms", 300)


def _best(piazza: App) -> tuple[float, float, int]:
    spans, used = [], []
    for _ in range(TIMES):
        began, cpu = time.perf_counter(), time.process_time()
        piazza.database.read_now(partial(_open, piazza))
        spans.append(time.perf_counter() - began)
        used.append(time.process_time() - cpu)
    waits = piazza.database.read_now(lambda db: piazza.house.waits(db, NOW))
    return min(spans), min(used), len(waits)


def _open(piazza: App, db: Session) -> None:
    """Everything that stands between the command and the answer but the chat itself."""
    [somebody] = people_by_id(db.connection(), [1], NOW).values()
    reader = replace(somebody, roles=frozenset({Role.CM}))
    chat = Chat(db, NOW, WORKSPACE, "cm", piazza.house, reader)
    home.home(chat)
    [said] = [one for one in chat.effects if isinstance(one, Whisper)]
    teller = piazza.answering.teller(WORKSPACE, reader, "cm")
    assert teller.card(of_room(said.card, "cm")).buttons


def _fill(piazza: App, people: int) -> None:
    """Put a year of everything beside it, most of it done with."""
    for table, rows in _tables(people):
        for some in belonging.pages(rows, company.AT_ONCE):
            piazza.database.write_now(partial(_add, table=table, rows=some))
    with piazza.database.engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def _add(db: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    db.execute(sa.insert(table), rows)


def _tables(people: int) -> Iterator[tuple[Any, Iterable[dict[str, Any]]]]:
    yield Kudos, (_thanks(one, people) for one in range(1, THANKS + 1))
    yield Recipient, (_thanked(one, people) for one in range(1, THANKS + 1))
    yield Idea, map(_idea, range(1, IDEAS + 1))
    yield Twin, (_twin(one) for one in range(1, ALIKE + 1))
    yield Item, map(_item, range(1, WORDS + 1))
    yield Own, islice(map(_own, range(1, ASKED + 1)), ASKED)
    yield promise, map(_promise, range(1, PROMISED + 1))
    yield delivery, (_failed(one) for one in range(FAILED))
    yield (
        occurrence,
        (
            _occurrence(schedule, zone, day)
            for schedule in range(SCHEDULES)
            for zone in range(ZONES)
            for day in range(DAYS)
        ),
    )
    yield audit, ({"at": NOW - one * 10 * MINUTE, **_USE} for one in range(USES, 0, -1))


_USE = {"workspace": WORKSPACE, "actor": 1, "power": "cm.cm", "subject": None, "reason": ""}


def _thanks(one: int, people: int) -> dict[str, Any]:
    at = NOW - (THANKS - one) * (DAYS * DAY / THANKS)
    row = {"id": one, "giver": one * 7 % people + 1, "message": "thanks for all", "value": ""}
    row |= {"given": at, "shown": at, "workspace": WORKSPACE, "private": one % 5 == 0}
    return row | {"anonymous": one % 20 == 0, "gist": f"{one:x}", "group_names": None}


def _thanked(one: int, people: int) -> dict[str, Any]:
    reported = NOW - DAY if one > THANKS - REPORTED else None
    return {"kudos_id": one, "person_id": one * 13 % people + 1, "reported": reported}


def _idea(one: int) -> dict[str, Any]:
    at, late = NOW - (IDEAS - one) * (DAYS * DAY / IDEAS), one % (IDEAS // LATE) == 0
    row = {"id": one, "words": f"idea {one}", "author": one, "brought_by": None, "link": ""}
    row |= {"stage": "new" if late else "done", "since": at, "posted": at, "owner": None}
    row |= {"answered": None, "merged_into": None, "root": None, "challenge": None, "alias": None}
    return row | {"workspace": WORKSPACE, "source": None, "votes_before": 0, "outside": ""}


def _twin(one: int) -> dict[str, Any]:
    settled = NOW if one % 10 else None
    return {"idea_id": one, "other_id": one + ALIKE, "degree": 0.7, "settled": settled}


def _item(one: int) -> dict[str, Any]:
    at, late = NOW - (WORDS - one) * (DAYS * DAY / WORDS), one % (WORDS // LATE) == 0
    row = {"id": one, "words": f"words {one}", "language": "en", "who": "customer", "product": ""}
    row |= {"intent": "help", "intent_sure": one % 100 + 1, "sentiment": "negative"}
    row |= {"sentiment_sure": one % 100 + 1, "urgent": False, "told_by": "learnt", "source": "shop"}
    row |= {"open_to_all": False, "key": str(one), "link": "", "said": at, "came": at, "since": at}
    row |= {"state": "open" if late or one % 3 == 0 else "done", "channel": "C1" if late else ""}
    return row | {"workspace": WORKSPACE, "gist": f"{one:x}"}


def _own(one: int) -> dict[str, Any]:
    return {"id": one, "words": f"Which {one}?", "author": one, "named": True} | {
        "state": "new",
        "made": NOW - one * DAY,
    }


def _promise(one: int) -> dict[str, Any]:
    row = {"id": one, "skill": "bot", "about": None, "words": f"we do {one}", "owner": one}
    row |= {"due": (NOW + (one % 60 - 30) * DAY).date(), "news": "", "news_by": None}
    row |= {"state": "planned" if one % 4 == 0 else "kept", "told": None}
    return row | {"made": NOW - 60 * DAY, "made_by": 1}


def _failed(one: int) -> dict[str, Any]:
    row = {"id": uuid.uuid4(), "workspace": WORKSPACE, "lane": 2, "kind": "pulse.invite"}
    row |= {"person_id": one + 1, "params": {}, "state": "failed", "error": "user_disabled"}
    return row | {"not_before": NOW, "made": NOW - one * MINUTE}


def _occurrence(schedule: int, zone: int, day: int) -> dict[str, Any]:
    missed = day < 2 and schedule < 2
    row = {"schedule": f"kudos.s{schedule}", "cohort": f"Zone/{zone}", "people": 9, "spared": 0}
    row |= {"local_date": (NOW - day * DAY).date(), "state": "skipped" if missed else "planned"}
    return row | {"reason": "too late" if missed else "", "at": NOW, "due": NOW - day * DAY}
