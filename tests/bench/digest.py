"""The Monday digest of a big company with three months behind it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from bot import Card, Chat, Period, Role
from bot.runtime.app import App
from skills.cm.digest import digest_of
from tests.bench import belonging, company, past
from tests.bench.belonging import DAY, MONDAY, NOW, WORKSPACE
from tests.bench.pressure import fresh_process
from tests.bench.rows import Row
from tests.bench.thanks import Fresh
from tests.slack_world import StrictSlack

PEOPLE = 100_000
APP_YAML = belonging.APP_YAML.replace("  cm:\n", "  ideas:\n  feedback:\n  cm:\n")


@dataclass(frozen=True)
class Told:
    """How long a digest took, on the clock and of the processor."""

    took: float
    cpu: float


def monday(kind: str, fresh: Fresh, _: StrictSlack, people: int = PEOPLE) -> Iterator[Row]:
    """How long it takes until one is put together."""
    with fresh_process() as pool:
        told = pool.submit(_measured, fresh(), people).result()
    what = f"the Monday digest of {people:,} people on {kind}"
    yield Row(what, told.took, "s", 5)
    yield Row(f"{what}, CPU", told.cpu, "s", 5)


def _measured(url: str, people: int) -> Told:
    with tempfile.TemporaryDirectory(prefix="piazza-bench-") as folder:
        piazza = company.app(url, Path(folder), {}, APP_YAML)
        belonging.found(piazza, people)
        past.lived(piazza, people)
        before, used = time.perf_counter(), time.process_time()
        card = piazza.database.read_now(partial(_digest, piazza=piazza))
        told = Told(time.perf_counter() - before, time.process_time() - used)
        assert card.lines
        piazza.jobs.close()
        piazza.database.close()
    return told


def _digest(db: Session, piazza: App) -> Card:
    chat = Chat(db, NOW + 4 * DAY / 24, WORKSPACE, "cm", piazza.house)
    week = Period(MONDAY - 7 * DAY, MONDAY, "Europe/Rome")
    return digest_of(chat, week, {Role.CM})
