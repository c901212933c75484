"""Two who ask the same at once both get to keep what they were answered."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

import sqlalchemy as sa
from sqlalchemy import Engine

from bot.insight.oracle import memory
from bot.insight.oracle.tables import asked_answer

NOW = datetime(2026, 11, 27, tzinfo=UTC)
WAITS = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
# A count says nothing about the same one later.
AUTO = {"isolation_level": "AUTOCOMMIT"}


def test_whoever_asked_in_another_order_stops_nobody(postgres: Engine) -> None:
    asked_answer.create(postgres)

    def other() -> None:
        with postgres.begin() as db:
            memory.keep(db, {"b": 2, "a": 2}, NOW)

    thread = Thread(target=other)
    with postgres.connect().execution_options(**AUTO) as watch, postgres.begin() as db:
        memory.keep(db, {"a": 1}, NOW)
        thread.start()
        while thread.is_alive() and not watch.scalar(WAITS):
            pass
        memory.keep(db, {"b": 1}, NOW)
    thread.join()
    with postgres.begin() as db:
        assert memory.recall(db, ["a", "b"]) == {"a": 1, "b": 1}
