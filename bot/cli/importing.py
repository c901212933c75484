"""`piazza people import`: everybody an HR file names, in a minute and again every week."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

import typer
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.cli.progress import progress
from bot.directory import employees, hiring, sheet
from bot.directory.employees import Employee, File
from bot.directory.hiring import Hired
from bot.directory.roster import Defaults
from bot.errors import BotError
from bot.runtime.app import App

T = TypeVar("T")
Work: TypeAlias = Callable[[Connection, Sequence[Employee], Defaults], Hired]

PAGE = 200
# Seconds in which those who ask come to their turn, between two pages.
BREATH = 0.01
MANY = 0.05

FileArgument = Annotated[
    Path, typer.Argument(help="A CSV file, as Excel or the HR system saves it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change; store nothing.")]
Leavers = Annotated[
    bool, typer.Option("--leavers", help="Yes, more than 5% have left since the last file.")
]


def import_(file: FileArgument, dry_run: DryRun = False, leavers: Leavers = False) -> None:
    """Take over people from an HR file; docs/people.md has its columns.

    Lines that cannot be read are told with their reason and left out; the others count.
    """
    read = _read(file)
    with opened() as piazza:
        gone = _leaving(piazza, read, allowed=leavers or dry_run)
        found = _all_pages(piazza, read.employees, store=not dry_run)
        for page in () if dry_run else _pages(gone):
            _dismiss(piazza, page)
    _tell(file, read.problems | found.unclear, found, len(gone), dry_run=dry_run)


def _read(file: Path) -> File:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BotError(f"{file}: {error.strerror}") from error
    try:
        return employees.read(sheet.read(data))
    except BotError as error:
        raise BotError(f"{file}: {error}") from error


def _leaving(piazza: App, file: File, *, allowed: bool) -> list[int]:
    """Who is in the file no more; nobody, where a line left out might be theirs."""
    if file.nameless:
        return []
    keys = file.kept | {one.key for one in file.employees}
    addresses = {one.email for one in file.employees if one.email}
    gone, before = piazza.database.read_now(
        lambda db: hiring.leaving(db.connection(), keys, addresses)
    )
    if len(gone) > MANY * before and not allowed:
        raise BotError(
            f"{len(gone)} of {before} people are in the file no more; if they have left, say"
            " --leavers; nothing was changed"
        )
    return gone


def _all_pages(piazza: App, everybody: Sequence[Employee], *, store: bool) -> Hired:
    company = piazza.house.conf.company
    defaults = Defaults(company.languages, company.zone)
    run = piazza.database.write_now if store else piazza.database.read_now
    work = hiring.hire if store else hiring.compare
    total = Hired()
    with progress("People", len(everybody)) as advance:
        for page in _pages(everybody):
            total += run(partial(_page, work, page, defaults))
            advance(len(page))
            time.sleep(BREATH if store else 0)
    return total


def _page(work: Work, page: Sequence[Employee], defaults: Defaults, db: Session) -> Hired:
    return work(db.connection(), page, defaults)


def _dismiss(piazza: App, ids: Sequence[int]) -> None:
    today = piazza.clock().date()
    piazza.database.write_now(lambda db: hiring.dismiss(db.connection(), ids, today))


def _pages(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    return (whole[start : start + PAGE] for start in range(0, len(whole), PAGE))


def _tell(
    file: Path, problems: Mapping[int, str], found: Hired, gone: int, *, dry_run: bool
) -> None:
    for number in sorted(problems):
        typer.echo(f"{file}, line {number}: {problems[number]}", err=True)
    typer.echo(
        f"{'would be ' if dry_run else ''}new {found.new}, changed {found.changed},"
        f" as they were {found.same}, left {gone}; lines left out {len(problems)}"
    )
