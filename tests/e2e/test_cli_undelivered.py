"""`piazza undelivered`: what could not be delivered, why, and sending it again."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.cli.context import opened
from bot.delivery.tables import delivery, job

from .shell import Shell

LONG_AGO = datetime(2026, 11, 23, 8, tzinfo=UTC)


def failed(error: str, **more: Any) -> None:
    """Leave something in the outbox that could not be delivered."""
    row = {
        "id": uuid.uuid4(),
        "workspace": "slack:T1",
        "lane": 0,
        "kind": "kudos",
        "channel": "#kudos",
        "params": {"card": {"text": "a secret"}},
        "state": "failed",
        "error": error,
        "not_before": LONG_AGO,
        "made": LONG_AGO,
    }
    with opened() as piazza:
        piazza.database.write_now(lambda db: db.execute(sa.insert(delivery), {**row, **more}))


def test_where_all_arrived_it_says_so(piazza: Shell) -> None:
    ran = piazza("undelivered")
    assert (ran.status, ran.out, ran.err) == (0, "everything could be delivered\n", "")
    assert piazza("undelivered", "--send-again").out == "0 messages will be sent again\n"


def test_it_says_why_and_sends_again_what_can_be(piazza: Shell) -> None:
    failed("not_in_channel")
    failed("not_in_channel", doubtful=True)
    failed("withdrawn; it may have arrived", params={})
    assert piazza("undelivered").out.splitlines() == [
        "     2  Piazza may not post in the channel: 2 can be sent again,"
        " 1 of which may have arrived",
        "        Invite @Piazza there, then send again: #kudos.",
        "     1  taken back; may have arrived: 0 can be sent again",
        "        Whoever still sees it can ignore it. Dismiss it.",
    ]
    assert piazza("undelivered", "--send-again").out == "2 messages will be sent again\n"
    assert piazza("undelivered").out.startswith("     1  taken back")
    assert "undelivered" in piazza("export", "audit").out


def test_background_work_that_was_given_up_is_done_again(piazza: Shell) -> None:
    row = {
        "id": uuid.uuid4(),
        "kind": "kudos.count",
        "params": ["a secret"],
        "state": "failed",
        "workspace": "slack:T1",
        "error": "LookupError",
        "attempts": 8,
        "epoch": 9,
        "not_before": LONG_AGO,
        "made": LONG_AGO,
    }
    with opened() as bot:
        bot.database.write_now(lambda db: db.execute(sa.insert(job), row))
    assert piazza("undelivered").out.splitlines() == [
        "     1  background tasks given up:",
        "        kudos.count, 2026-11-23: LookupError",
        "        Whoever installed Piazza finds the reason in the log."
        " Have them done again once it is mended.",
    ]
    assert piazza("undelivered", "--send-again").out.splitlines() == [
        "0 messages will be sent again",
        "1 background task will be done again",
    ]
    assert piazza("undelivered").out == "everything could be delivered\n"
    assert "undelivered" in piazza("export", "audit").out
