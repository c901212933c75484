"""`piazza import`: what another tool has kept is taken over, and what is wrong is handed back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import sqlalchemy as sa
import typer
from sqlalchemy.orm import Session

from bot.chat import Chat
from bot.cli.apart import keep_apart
from bot.cli.checking import connected
from bot.cli.context import opened
from bot.cli.importing import DryRun
from bot.cli.kinds import named
from bot.cli.learning import learn
from bot.cli.lines import File, Row, read
from bot.cli.patience import patiently
from bot.cli.progress import progress
from bot.delivery.queue import queue_effects
from bot.directory.tables import identity
from bot.doors import Door, Imported, Line
from bot.errors import BotError
from bot.insight.spreadsheet import harmless
from bot.runtime.app import App
from bot.runtime.words import Words
from bot.texts import Text

Kind = Annotated[str, typer.Argument(help='What the file holds, such as "ideas".')]
FileArgument = Annotated[Path, typer.Argument(help="A file of CSV, .json or .jsonl.")]


ENGLISH = "en"
# So many are understood on a small machine that has other things to do as well.
A_MINUTE = 2_500


class _Undone(Exception):
    """It was only tried out."""

    def __init__(self, told: list[Imported]) -> None:
        super().__init__()
        self.told = told


def take(kind: Kind, file: FileArgument, dry_run: DryRun = False) -> None:
    """Take over what another tool has exported.

    docs/ideas.md has the columns of ideas, docs/feedback.md those of customers' words.

    Lines that are wrong are told with their reason and written to FILE.rejected.csv; all others
    are stored at once. Nothing is posted but customers' words of the last days, and a file that is
    imported again changes nothing.
    """
    with opened() as piazza:
        door = named(kind, piazza.house.router.importers)
        found = _read(file, kind)
        try:
            lines = found.lines(door.titles)
        except BotError as error:
            raise BotError(f"{file}: {error}") from error
        keep_apart(piazza.database, connected(piazza.house.conf))
        told = _store(piazza, door, lines, dry_run=dry_run)
        if not dry_run and piazza.house.compares(door.skill):
            learn(piazza, door.skill)
        whys = [_worded(piazza, door, one) for one in told]
    _tell(file, found, told, whys, dry_run=dry_run)


def _read(file: Path, kind: str) -> File:
    try:
        return read(file.read_bytes(), kind, file.suffix.lower())
    except OSError as error:
        raise BotError(f"{file}: {error.strerror}") from error
    except BotError as error:
        raise BotError(f"{file}: {error}") from error


def _store(piazza: App, door: Door, lines: Sequence[Line], *, dry_run: bool) -> list[Imported]:
    def job(db: Session) -> list[Imported]:
        chat = Chat(db, piazza.clock(), _workspace(db), door.skill, piazza.house)
        with progress("Lines", len(lines)) as advance:
            told = [_counted(one, advance) for one in door.run(chat, lines)]
        if len(told) != len(lines):
            raise BotError(f"{door.skill}: an import tells of every line once")
        new = [one.new for one in told if one.new is not None and not one.later]
        if piazza.house.compares(door.skill):
            piazza.house.likeness(door.skill).owe(db.connection(), new)
        db.flush()
        if dry_run:
            raise _Undone(told)
        _queue(piazza, chat)
        return told

    try:
        return patiently(piazza.database, job)
    except _Undone as undone:
        return undone.told


def _queue(piazza: App, chat: Chat) -> None:
    """Store what is to be posted: whoever runs here sends it."""
    queue_effects(
        chat.db.connection(),
        chat.effects,
        cause=f"import/{uuid4()}",
        workspace=chat.workspace,
        skill=chat.skill,
        now=chat.now,
        router=piazza.house.router,
    )


def _worded(piazza: App, door: Door, one: Imported) -> str:
    """Why a line was left out, as the rest of the command says it."""
    words = Words(piazza.catalogue, ENGLISH, "UTC", door.skill)
    return words.plain(one.wrong) if isinstance(one.wrong, Text) else one.wrong


def _counted(one: Imported, advance: Callable[[int], None]) -> Imported:
    advance(1)
    return one


def _workspace(db: Session) -> str:
    """Where what is taken over belongs."""
    return db.scalar(sa.select(sa.func.min(identity.c.workspace))) or ""


def _tell(
    file: Path, found: File, told: Sequence[Imported], whys: Sequence[str], *, dry_run: bool
) -> None:
    reasons = iter(whys)
    lines = [(row, row.wrong or next(reasons)) for row in found.rows]
    wrong = [(row, why) for row, why in lines if why]
    for row, why in wrong:
        typer.echo(f"{file}:{row.place}: {why}", err=True)
    new = sum(one.new is not None for one in told)
    there = sum(one == Imported() for one in told)
    where = f", they are in {_reject(file, found, wrong)}" if wrong and not dry_run else ""
    begin = "would be " if dry_run else ""
    left_out = f"lines left out {len(wrong)}{where}"
    rest = "" if dry_run else _rest(told)
    typer.echo(f"{begin}new {new}, there already {there}; {left_out}{rest}")
    if wrong:
        raise typer.Exit(1)


def _rest(told: Sequence[Imported]) -> str:
    """What is new and not understood yet, and for how long."""
    later = sum(one.later for one in told)
    minutes = -(-later // A_MINUTE)
    within = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"; while Piazza runs, {later} of them are understood within {within}" if later else ""


def _reject(file: Path, found: File, wrong: Sequence[tuple[Row, str]]) -> Path:
    """Write what is wrong to a file of its own, to be mended and imported from there."""
    wide = max(len(found.titles), *(len(row.cells) for row, _ in wrong))
    place = file.with_suffix(".rejected.csv")
    try:
        with place.open("w", encoding="utf-8-sig", newline="") as sheet:
            writer = csv.writer(sheet)
            writer.writerow(["why", *_wide(found.titles, wide)])
            writer.writerows([why, *_wide(row.cells, wide)] for row, why in wrong)
    except OSError as error:
        raise BotError(f"{place}: {error.strerror}; all other lines are imported") from error
    return place


def _wide(cells: Sequence[str], wide: int) -> list[str]:
    return [harmless(one) for one in (*cells, *[""] * (wide - len(cells)))]
