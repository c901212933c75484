"""`piazza import feedback`: what was said long ago is stored, and read where Piazza runs."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli.context import opened
from bot.insight.likeness import likeness
from skills.feedback.model import Unread

from .shell import ANN, APP_YAML, Shell

WORDS = [("The bell is too quiet.", "2025-03-04"), ("The lamp is dim.", "2025-03-05")]


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def _company(request: pytest.FixtureRequest, piazza: Shell) -> None:
    if request.param == "postgresql":
        piazza.set("DATABASE_URL", request.getfixturevalue("postgres_url"))
    piazza.write(APP_YAML.replace("  cm:", "  feedback:\n  cm:"))
    piazza.knows(ANN)
    with Path("words.csv").open("w", newline="") as sheet:
        csv.writer(sheet).writerows([("text", "said"), *WORDS, ("The seat is hard.", "")])


def stored() -> tuple[int, int]:
    """How much is still to be read, and how much is learnt."""
    with opened() as app:
        counts = [
            sa.select(sa.func.count()).select_from(Unread),
            sa.select(sa.func.count()).select_from(likeness),
        ]
        unread, learnt = app.database.read_now(lambda db: [db.scalar(one) or 0 for one in counts])
        return unread, learnt


def reads() -> None:
    """Do what Piazza does while it runs."""
    with opened() as app:

        async def work() -> None:
            await app.sweep()
            await app.engine.idle()

        asyncio.run(work())


def test_it_is_said_what_is_read_later_and_that_is_learnt_there(piazza: Shell) -> None:
    tried = piazza("import", "feedback", "words.csv", "--dry-run")
    assert tried.out == "would be new 3, there already 0; lines left out 0\n"
    assert stored() == (0, 0)
    ran = piazza("import", "feedback", "words.csv")
    rest = "while Piazza runs, 2 of them are understood within a minute"
    assert ran.out.splitlines()[-1] == f"new 3, there already 0; lines left out 0; {rest}"
    assert stored() == (2, 1)
    reads()
    assert stored() == (0, 3)
    again = piazza("import", "feedback", "words.csv")
    assert again.out == "new 0, there already 3; lines left out 0\n"
