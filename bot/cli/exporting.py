"""`piazza export`: what Piazza holds, for a spreadsheet or a program."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import sqlalchemy as sa
import typer
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.cli.kinds import named
from bot.directory.columns import COLUMNS
from bot.directory.tables import audit, employee, identity, person
from bot.insight.spreadsheet import table
from bot.runtime.built_in import skill

Row: TypeAlias = Mapping[str, Any]


class Format(StrEnum):
    """How it is written."""

    CSV = "csv"
    JSON = "json"


def export(
    kind: Annotated[
        str, typer.Argument(help='"people", "audit", or what a skill has, such as "ideas".')
    ],
    format_: Annotated[Format, typer.Option("--format", help="csv opens in Excel.")] = Format.CSV,
) -> None:
    """Write everything of a kind to standard output."""
    with opened() as piazza:
        door, now = named(kind, piazza.house.router.exports), piazza.clock()
        rows: Sequence[Row] = piazza.database.read_now(
            lambda db: piazza.house.behind(door, db, now)
        )
        language = piazza.house.company.languages[0]
    if format_ is Format.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    titles = list(rows[0]) if rows else []
    cells = [[_cell(value) for value in row.values()] for row in rows]
    # Excel knows UTF-8 by its mark only.
    typer.echo("\ufeff" + table([titles, *cells], language), nl=False)


def _cell(value: Any) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


@skill.export("people")
def _people(db: Session) -> Sequence[Row]:
    """Everybody, under the titles that an import reads."""
    accounts = sa.select(sa.func.count()).where(identity.c.person_id == person.c.id)
    columns = {
        "key": employee.c.key,
        "name": person.c.name,
        "email": person.c.email,
        "company": employee.c.company,
        "division": employee.c.division,
        "team": employee.c.team,
        "manager": employee.c.manager,
        "location": employee.c.location,
        "country": employee.c.country,
        "started": employee.c.started,
        "language": person.c.language,
        "zone": person.c.zone,
    }
    query = (
        sa.select(
            *(column.label(COLUMNS[name][0]) for name, column in columns.items()),
            person.c.kind.label("kind"),
            person.c.active.label("works here"),
            accounts.scalar_subquery().label("accounts"),
        )
        .select_from(person.outerjoin(employee))
        .order_by(person.c.name, person.c.id)
    )
    return [dict(row) for row in db.execute(query).mappings()]


@skill.export("audit")
def _audit(db: Session) -> Sequence[Row]:
    """Every use of a power, oldest first."""
    actor, subject = person.alias(), person.alias()
    query = (
        sa.select(
            audit.c.at.label("when"),
            actor.c.name.label("who"),
            audit.c.power.label("what"),
            subject.c.name.label("about whom"),
            audit.c.reason.label("why"),
        )
        .select_from(audit)
        .outerjoin(actor, actor.c.id == audit.c.actor)
        .outerjoin(subject, subject.c.id == audit.c.subject)
        .order_by(audit.c.id)
    )
    return [dict(row) for row in db.execute(query).mappings()]
