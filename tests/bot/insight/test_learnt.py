"""What was learnt is kept once, and never in the place of what was learnt later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.insight.learnt import Learnt, drop_others, keep, last, learnt

NOW = datetime(2026, 11, 27, tzinfo=UTC)
WAITS = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
# A count says nothing about the same one later.
AUTO = {"isolation_level": "AUTOCOMMIT"}


@pytest.fixture
def engine(database_url: str | None) -> Iterator[Engine]:
    made = sa.create_engine(database_url or "sqlite://")
    learnt.create(made)
    yield made
    made.dispose()


def note(db: Connection, digest: str, *, days: int = 0, encoder: str = "one") -> None:
    keep(db, "x", encoder, Learnt(NOW + timedelta(days=days), 1, digest), b"")


def digest_of(db: Connection, encoder: str = "one") -> str:
    found = last(db, "x", encoder)
    return found.digest if found else ""


def test_what_is_learnt_later_takes_the_place(engine: Engine) -> None:
    with engine.begin() as db:
        note(db, "first")
        note(db, "second", days=1)
        assert digest_of(db) == "second"


def test_who_began_earlier_and_took_longer_changes_nothing(engine: Engine) -> None:
    # Somebody may have been forgotten since they began.
    with engine.begin() as db:
        note(db, "second", days=1)
        note(db, "first")
        assert digest_of(db) == "second"


def test_what_another_encoder_learnt_is_let_go(engine: Engine) -> None:
    with engine.begin() as db:
        note(db, "theirs", encoder="other")
        note(db, "ours")
        drop_others(db, "x", "one")
        assert (digest_of(db, "other"), digest_of(db)) == ("", "ours")


@pytest.mark.parametrize("there", [False, True])
def test_two_learn_at_the_same_time(postgres: Engine, *, there: bool) -> None:
    learnt.create(postgres)
    if there:
        with postgres.begin() as db:
            note(db, "before")
    failures: list[Exception] = []

    def other() -> None:
        try:
            with postgres.begin() as db:
                note(db, "other", days=2)
        except sa.exc.IntegrityError as error:
            failures.append(error)

    with postgres.connect().execution_options(**AUTO) as watch, postgres.begin() as db:
        note(db, "one", days=1)
        thread = Thread(target=other)
        thread.start()
        while thread.is_alive() and not watch.scalar(WAITS):
            pass
    thread.join()
    with postgres.begin() as db:
        kept = digest_of(db)
    assert (failures, kept) == ([], "other")
