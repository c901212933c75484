"""`piazza export`: what Piazza holds, for a spreadsheet or a program."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.cli.kinds import named
from bot.directory import audit
from bot.runtime import takeout
from bot.runtime.app import App
from bot.runtime.words import Words


class Format(StrEnum):
    """How it is written."""

    CSV = "csv"
    JSON = "json"


DAY = ["%Y-%m-%d"]


def export(
    kind: Annotated[
        str, typer.Argument(help='"people", "audit", or what a skill has, such as "ideas".')
    ] = "",
    format_: Annotated[Format, typer.Option("--format", help="csv opens in Excel.")] = Format.CSV,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=DAY, help="The first day.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=DAY, help="The last day.")
    ] = None,
    dictionary: Annotated[
        bool, typer.Option("--dictionary", help="Say what each column means instead.")
    ] = False,
) -> None:
    """Write everything of a kind to standard output."""
    with opened() as piazza:
        days = (one and one.date() for one in (first, last))
        text = (
            _explained(piazza, kind, format_) if dictionary else _told(piazza, kind, format_, *days)
        )
    # Excel knows UTF-8 by its mark only.
    typer.echo(("\ufeff" if format_ is Format.CSV else "") + text, nl=False)


def _told(piazza: App, kind: str, form: Format, first: date | None, last: date | None) -> str:
    house, now = piazza.house, piazza.clock()
    door = named(kind, house.router.exports)
    period = takeout.period_of(first, last, house.company.zone)

    def take(db: Session) -> list[takeout.Row]:
        rows: list[takeout.Row] = [*house.exported(door, db, period, now)]
        # Noted behind what is read: the audit does not tell of its own export.
        audit.note(
            db.connection(), now, "", None, "export", takeout.why(door, len(rows), form, period)
        )
        return rows

    rows = piazza.database.write_now(take)
    language = house.company.languages[0]
    return takeout.text_of(door.columns, rows, form, language, period.zone)


def _explained(piazza: App, kind: str, form: Format) -> str:
    house = piazza.house
    doors = [named(kind, house.router.exports)] if kind else house.router.exports.values()
    company = house.company
    words = Words(piazza.catalogue, company.languages[0], company.zone, "bot")
    rows = takeout.dictionary(doors, words)
    return takeout.text_of(takeout.ENTRIES, rows, form, words.language, company.zone)
