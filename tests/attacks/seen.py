"""What anybody sees who may look at Piazza from outside: figures, logs, lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from bot.delivery import journal
from bot.runtime import metrics
from bot.testing import Member, Team

LISTS = ("/cm health", "/cm schedule", "/cm nudges", "/cm undelivered")
# What differs from one event to the next, whatever it is.
OWN = {"timestamp", "event_id"}


class Onlooker:
    """Somebody who compares all there is to see before and after an act."""

    def __init__(self, team: Team, cm: Member, capture: pytest.CaptureFixture[str]) -> None:
        self.team = team
        self.cm = cm
        self._capture = capture
        self.failures: list[tuple[str, str]] = []
        team.app.on_failure = lambda what, error: self.failures.append((what, str(error)))

    def difference(self, act: Callable[[], object]) -> dict[str, Any]:
        """What an act changes in figures and leaves in the log."""
        figures = series()
        self._capture.readouterr()
        act()
        logged = self._capture.readouterr().err
        now = series()
        changed = {name: round(now[name] - figures.get(name, 0), 9) for name in now}
        return {
            "figures": {name: by for name, by in changed.items() if by},
            "log": [line_of(line) for line in logged.splitlines()],
        }

    def lists(self) -> dict[str, str]:
        """All that is told to whoever asks, or operates it."""
        team = self.team
        told = {words: self.cm.types(words).text for words in LISTS}
        told["journal"] = str(self.journal())
        told["state"] = str(team.run(team.app.state()))
        told["plans"] = str(team.app.database.read_now(team.app.planner.due))
        return told

    def journal(self) -> list[journal.Entry]:
        """What the playground shows as sent."""
        app = self.team.app
        return app.database.read_now(
            lambda db: journal.latest(db.connection(), self.team.now, 100, app.house.sealed)
        )


def series() -> dict[str, float]:
    """Every figure of /metrics, by its name and labels."""
    families = text_string_to_metric_families(metrics.page().decode())
    return {
        f"{one.name}{sorted(one.labels.items())}": one.value
        for family in families
        for one in family.samples
        if not one.name.endswith("_created")
    }


def line_of(line: str) -> str:
    """A log line without what differs each time."""
    return json.dumps({name: one for name, one in json.loads(line).items() if name not in OWN})


def rows(team: Team) -> dict[str, list[str]]:
    """Every row of every table but what belongs to the database itself."""

    def dump(connection: sa.Connection) -> Iterator[tuple[str, list[str]]]:
        for table in sa.inspect(connection).get_table_names():
            found = connection.execute(sa.text(f'SELECT * FROM "{table}"')).all()
            yield table, sorted(map(str, found))

    return team.app.database.read_now(lambda db: dict(dump(db.connection())))


@contextmanager
def stored(team: Team) -> Iterator[dict[str, list[str]]]:
    """Which rows are new after it, by their tables."""
    before, new = rows(team), dict[str, list[str]]()
    yield new
    after: Mapping[str, list[str]] = rows(team)
    new |= {name: [*map(str, {*after[name]} - {*before[name]})] for name in after}
    for name in [name for name, found in new.items() if not found]:
        del new[name]
