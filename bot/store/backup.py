"""A copy of an SQLite database, whole and consistent, also while the bot writes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.errors import BotError
from bot.store.files import to_disk
from bot.store.sqlite import know_all_letters


def copy_into(source: Path, file: Path) -> int:
    """Copy a database into a file that is not there yet; returns how many bytes it has.

    The file appears when all of it is written and checked, and only its owner may read it.
    """
    if not source.is_file():
        raise BotError(f"{source}: there is no database; say in PIAZZA_HOME where the data is")
    if file.exists():
        raise BotError(f"{file}: is there already; name a file that is not, nothing is overwritten")
    try:
        # Made for its owner only, and beside its place, so that a rename is all that is left.
        number, name = tempfile.mkstemp(".part", f"{file.name}.", file.parent)
    except OSError as error:
        raise BotError(f"{file}: cannot be written: {error.strerror}") from error
    os.close(number)
    try:
        _copy(source, Path(name))
        _settle(Path(name), file)
    except (sqlite3.Error, OSError) as error:
        raise BotError(
            f"{file}: was not made, for {source} could not be copied: {error}"
        ) from error
    finally:
        Path(name).unlink(missing_ok=True)
    return file.stat().st_size


@contextmanager
def part_of(file: Path, place: Path) -> Iterator[Path]:
    """A checked copy of a backup beside the place it is for, gone in the end if it is not taken."""
    if not file.is_file():
        raise BotError(f"{file}: there is no such file; name a copy `piazza db backup` made")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, name = tempfile.mkstemp(".part", f"{place.name}.", place.parent)
        os.close(number)
    except OSError as error:
        raise BotError(f"{place}: cannot be written: {error.strerror}") from error
    part = Path(name)
    try:
        try:
            _copy(file, part)
        except (sqlite3.Error, OSError) as error:
            raise BotError(f"{file}: is no whole copy of a database: {error}") from error
        yield part
    finally:
        for left in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{left}").unlink(missing_ok=True)


def take_place(part: Path, place: Path, moment: str) -> Path | None:
    """Put a part in its place at one stroke; return where what was there is kept."""
    aside = Path(f"{place}.replaced-{moment}") if place.exists() else None
    # What an unreadable database has left beside it would be taken for a part of the new one.
    for left in ("-wal", "-shm"):
        if Path(f"{place}{left}").exists():
            Path(f"{place}{left}").rename(f"{place}.replaced-{moment}{left}")
    if aside:
        os.link(place, aside)
    _settle(part, place)
    return aside


def _copy(source: Path, part: Path) -> None:
    # One look at one state, beside the writer. Freed pages are left out, and with them what was
    # erased; the other way, page by page, begins again at every write of another process.
    with closing(_connect(source, "rw")) as connection:
        connection.execute("VACUUM INTO ?", [str(part)])
    with closing(_connect(part, "ro")) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise sqlite3.DatabaseError(f"the copy is damaged ({' '.join(found[0].split())})")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)
    know_all_letters(connection, None)
    return connection


def _settle(part: Path, file: Path) -> None:
    """Give a file its name once it would survive a power cut."""
    to_disk(part)
    part.rename(file)
    to_disk(file.parent)
