"""`piazza people import`: everybody an HR file names, in a minute and again every week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from time import monotonic, sleep
from typing import Annotated, TypeAlias, TypeVar

import typer
from sqlalchemy.orm import Session

from bot.cli import patience
from bot.cli.apart import keep_apart
from bot.cli.checking import connected
from bot.cli.context import opened
from bot.cli.patience import patiently
from bot.cli.progress import progress
from bot.directory import bosses, employees, hiring, matching, sheet
from bot.directory.employees import Employee, File, LeftOut
from bot.directory.forgotten import ADDRESS, MAIL, NUMBER, addressed
from bot.directory.hiring import Work
from bot.directory.matching import Directory, Known, Matched
from bot.directory.roles import keep_a_manager
from bot.directory.roster import Defaults
from bot.errors import BotError
from bot.runtime.app import App
from bot.store.database import Database
from bot.store.errors import Busy

T = TypeVar("T")
Page: TypeAlias = tuple[int, Work]

PAGE = 150
# Seconds in which those who ask come to their turn, between two pages.
BREATH, LONGEST_BREATH = 0.004, 0.1
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
        keep_apart(piazza.database, connected(piazza.house.conf))
        stay_out = piazza.database.read_now(lambda db: _leave_out_forgotten(piazza, db, read))
        known = piazza.database.read_now(lambda db: matching.directory(db.connection()))
        found = matching.match(read.employees, known)
        left_out = [*read.left_out, *_unclear(read, found)]
        gone = _leaving(known, found, left_out, allowed=leavers or dry_run)
        piazza.database.read_now(lambda db: keep_a_manager(db.connection(), gone))
        defaults = _defaults(piazza)
        changed = [one for one in found.known if hiring.differs(one, defaults)]
        if not dry_run:
            _store(piazza, found.new, changed, gone)
    for one in sorted(left_out, key=lambda one: one.line):
        typer.echo(f"{file}, line {one.line}: {one.reason}", err=True)
    for boss, lines in bosses.strangers(read, (row.key for row in known.by_key.values())):
        more = f" ({len(lines)} lines do)" if lines[1:] else ""
        typer.echo(
            f"{file}, line {lines[0]}: nobody is {boss!r}, whom it names as manager{more}", err=True
        )
    typer.echo(
        f"{'would be ' if dry_run else ''}new {len(found.new)}, changed {len(changed)}, as they"
        f" were {len(found.known) - len(changed)}, left {len(gone)}; lines left out {len(left_out)}"
        f"{f', of people who were forgotten {stay_out}' if stay_out else ''}"
    )


def _leave_out_forgotten(piazza: App, db: Session, read: File) -> int:
    """Take the lines of people who asked to be forgotten out of a file; return how many."""
    forgotten, connection = piazza.house.forgotten, db.connection()
    if not forgotten.anybody(connection):
        return 0
    numbers = forgotten.among(connection, NUMBER, [one.key for one in read.employees])
    named = {one.line: addressed(one.email, one.name) for one in read.employees if one.email}
    addresses = forgotten.among(connection, ADDRESS, named.values())
    managers = {one.manager for one in read.employees}
    gone = {
        one for source in (NUMBER, MAIL) for one in forgotten.among(connection, source, managers)
    }
    out = {
        one.key
        for one in read.employees
        if one.key in numbers or named.get(one.line, "") in addresses
    }
    # Who is left out here may have had no number until now; nor does that stay with anybody.
    gone |= out
    read.employees = [
        replace(one, manager="") if one.manager in gone else one
        for one in read.employees
        if one.key not in out
    ]
    return len(out)


def _read(file: Path) -> File:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BotError(f"{file}: {error.strerror}") from error
    try:
        read = employees.read(sheet.read(data))
    except BotError as error:
        raise BotError(f"{file}: {error}") from error
    read.employees = bosses.with_bosses(read.employees)
    if not read.employees and not read.left_out:
        raise BotError(f"{file}: below the titles there is nobody")
    return read


def _unclear(read: File, found: Matched) -> list[LeftOut]:
    reasons = found.unclear
    return [
        LeftOut(one.line, reasons[one.line], one.key, one.email)
        for one in read.employees
        if one.line in reasons
    ]


def _leaving(
    known: Directory, found: Matched, left_out: Sequence[LeftOut], *, allowed: bool
) -> list[int]:
    """Who is in the file no more; nobody, where a line left out might be anybody's."""
    named = {one.row.id for one in found.known} | {
        one.double.id for one in found.known if one.double is not None
    }
    gone = hiring.leaving(known, named, left_out)
    before = sum(row.left is None for row in known.by_key.values())
    if gone and (unknown := hiring.unknown(known, left_out)):
        typer.echo(
            f"line {unknown[0]} may be anybody's, so nobody counts as having left; mend it and"
            f" import again ({len(gone)} missing)",
            err=True,
        )
        return []
    if len(gone) > MANY * before and not allowed:
        raise BotError(
            f"{len(gone)} of {before} people are in the file no more; if they have left, say"
            " --leavers; nothing was changed"
        )
    return gone


def _defaults(piazza: App) -> Defaults:
    company = piazza.house.conf.company
    return Defaults(company.languages, company.zone)


def _store(
    piazza: App, new: Sequence[Employee], changed: Sequence[Known], gone: Sequence[int]
) -> None:
    defaults, now = _defaults(piazza), piazza.clock()
    works = chain(
        # Those who have another number now first: it may be that of somebody new.
        _in_pages(changed, lambda page: hiring.change(page, defaults, now)),
        _in_pages(new, lambda page: hiring.hire(page, defaults)),
        _in_pages(gone, lambda page: hiring.dismiss(page, now)),
    )
    done, total = 0, len(new) + len(changed) + len(gone)
    with progress("People", total) as advance:
        resumes = monotonic()
        for count, work in works:
            # Others had their turn already while this page was made ready.
            sleep(max(0, resumes - monotonic()))
            began = monotonic()
            if not _stored(piazza.database, work):
                raise BotError(
                    f"the database was held by others for {patience.PATIENCE} seconds; {done} of"
                    f" {total} people are stored, import the same file again for the rest"
                )
            done += count
            advance(count)
            resumes = monotonic() + _breath(piazza.database, monotonic() - began)


def _breath(database: Database, took: float) -> float:
    """For how long others are let in; on a busy machine all take longer, also those who wait.

    On PostgreSQL nobody waits for the page itself.
    """
    share = took if database.kind == "sqlite" else took / 4
    return min(max(BREATH, share), LONGEST_BREATH)


def _in_pages(whole: Sequence[T], prepared: Callable[[Sequence[T]], Work]) -> Iterator[Page]:
    """So many at once that nobody who asks meanwhile has to wait for long."""
    for start in range(0, len(whole), PAGE):
        page = whole[start : start + PAGE]
        yield len(page), prepared(page)


def _stored(database: Database, work: Work) -> bool:
    """Store a page; False when there was no turn for us."""
    try:
        patiently(database, lambda db: work(db.connection()))
    except Busy:
        return False
    return True
