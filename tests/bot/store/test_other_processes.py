"""An SQLite file that another process holds, or whose process was killed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.store.database import Database, open_database
from bot.store.errors import Busy
from tests.bot.store.toys import note, notes, together

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# One after the other these would wait half a minute for the lock, far beyond our patience.
WAITING = 24
PATIENCE = 15


@contextmanager
def held_by_another_process(file: Path) -> Iterator[None]:
    command = [sys.executable, str(HERE / "holder.py"), str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            holder.communicate(timeout=PATIENCE)


def test_while_another_process_holds_the_database_it_is_busy(
    embedded: Database, tmp_path: Path
) -> None:
    async def story() -> list[BaseException | int]:
        async with asyncio.timeout(PATIENCE):
            jobs = [embedded.write(note(f"note {i}")) for i in range(WAITING)]
            return await asyncio.gather(*jobs, return_exceptions=True)

    with held_by_another_process(tmp_path / "piazza.db"):
        results = asyncio.run(story())
        assert notes(embedded) == []
    assert [type(result) for result in results] == [Busy] * WAITING
    assert len(set(map(id, results))) == WAITING
    assert "Another process holds the database" in str(results[0])
    together(embedded, note("after"), note("wards"))
    assert notes(embedded) == ["after", "wards"]


def test_a_database_that_is_held_can_be_opened_and_read(
    embedded: Database, sqlite_url: str, tmp_path: Path
) -> None:
    with (
        held_by_another_process(tmp_path / "piazza.db"),
        closing(open_database(sqlite_url)) as second,
    ):
        assert notes(second) == []


def test_what_was_acknowledged_survives_a_kill(sqlite_url: str) -> None:
    command = [sys.executable, str(HERE / "acknowledger.py"), sqlite_url]
    environment = {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(400)]
        process.kill()
        # What was still in the pipe was acknowledged, too; the last line may be half of one.
        acknowledged += process.stdout.read().splitlines()[:-1]
    with closing(open_database(sqlite_url)) as database:
        stored = notes(database)
    assert len(acknowledged) >= 400
    assert set(acknowledged) <= set(stored)
