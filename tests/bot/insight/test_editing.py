"""Themes are shown as others one level deep, whoever changes that at the same instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.insight.themes import editing
from bot.insight.themes.tables import theme, theme_title
from bot.insight.themes.theme import find, shown

NOW = datetime(2026, 11, 27, tzinfo=UTC)
WAITS = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
# A count says nothing about the same one later.
AUTO = {"isolation_level": "AUTOCOMMIT"}


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    made = sa.create_engine(postgres_url)
    with made.begin() as db:
        for table in (theme, theme_title):
            table.create(db)
        for name in ("lamp", "light", "bulb"):
            editing.add(db, {"en": name}, NOW)
    yield made
    made.dispose()


def meanwhile(
    engine: Engine, first: Callable[[Connection], object], second: Callable[[Connection], object]
) -> None:
    """Do both at once: the second begins before the first is stored."""

    def other() -> None:
        with engine.begin() as db:
            second(db)

    thread = Thread(target=other)
    with engine.connect().execution_options(**AUTO) as watch, engine.begin() as db:
        first(db)
        thread.start()
        while thread.is_alive() and not watch.scalar(WAITS):
            pass
    thread.join()


def test_two_that_are_shown_as_each_other_are_both_found(engine: Engine) -> None:
    meanwhile(
        engine, lambda db: editing.merge(db, 1, into=2), lambda db: editing.merge(db, 2, into=1)
    )
    with engine.connect() as db:
        assert [one.id for one in shown(db)] == [2, 3]
        assert {found.id for one in (1, 2) if (found := find(db, one))} == {2}


def test_what_is_shown_as_one_that_moves_on_moves_along(engine: Engine) -> None:
    meanwhile(
        engine, lambda db: editing.merge(db, 2, into=3), lambda db: editing.merge(db, 1, into=2)
    )
    with engine.connect() as db:
        assert [one.id for one in shown(db)] == [3]
        merged = sa.select(theme.c.merged_into).where(theme.c.id.in_([1, 2]))
        assert list(db.scalars(merged)) == [3, 3]
