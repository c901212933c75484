"""`piazza schedule`: what is due when, and running it by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.delivery.planner import Due, Planner
from bot.delivery.schedule import DAYS
from bot.directory.tables import identity, person
from bot.errors import BotError
from bot.runtime.app import App
from bot.runtime.faults import did_you_mean
from bot.skill import Nudge, Post

app = typer.Typer(help="What is due when.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List every schedule: its name, its days and time, when it is due next."""
    with opened() as piazza:
        zone = piazza.house.company.clock
        for plan in piazza.planner.plans:
            when = piazza.planner.when(plan)
            days = ", ".join(DAYS[day] for day in sorted(when.weekdays))
            upcoming = when.next_after(piazza.clock(), zone).astimezone(zone)
            state = "paused" if piazza.planner.paused(plan) else f"{upcoming:%Y-%m-%d %H:%M %Z}"
            whose = "everybody's own time" if isinstance(plan, Nudge) else zone.key
            typer.echo(f"{plan.key:<20} {days} {when.at:%H:%M} ({whose})  {state}")


@app.command()
def run(
    name: Annotated[str, typer.Argument(help='The schedule, such as "kudos.gratitude".')],
    at: Annotated[
        str | None, typer.Option(help='As if it were "2026-11-27 15:00" on the company clock.')
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Plan one schedule now, for everybody; the running bot sends it."""
    with opened() as piazza:
        plan = _named(piazza.planner, name)
        moment = _moment(at, piazza.house.company.clock) if at else piazza.clock()
        piazza.planner.clock = lambda: moment
        piazza.planner.workspaces = piazza.database.read_now(_workspaces)
        for due in _occurrences(piazza, plan, moment):
            typer.echo(_dry(piazza, due) if dry_run else _wet(piazza, due))


def _named(planner: Planner, name: str) -> Nudge | Post:
    plans = {plan.key: plan for plan in planner.plans}
    if name not in plans:
        hint = did_you_mean(name, plans) or f"; there are {', '.join(sorted(plans))}"
        raise BotError(f"there is no schedule {name!r}{hint}")
    return plans[name]


def _moment(words: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        wrong = f"{words!r} is no instant, write it like 2026-11-27 15:00"
        raise typer.BadParameter(wrong, param_hint="--at") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _occurrences(piazza: App, plan: Nudge | Post, moment: datetime) -> list[Due]:
    company = piazza.house.company.zone
    if isinstance(plan, Post):
        day = _day(moment, company)
        return [Due(plan, company, day, moment, one) for one in piazza.planner.workspaces_of(plan)]
    zones = piazza.database.read_now(
        lambda db: db.scalars(select(person.c.zone).where(person.c.active).distinct()).all()
    )
    return [Due(plan, zone, _day(moment, zone), moment) for zone in sorted(zones)]


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _dry(piazza: App, due: Due) -> str:
    if isinstance(due.plan, Post):
        return f"{due.plan.key} {due.day}{_where(due)}: would run"
    nudge = due.plan
    count = piazza.database.read_now(lambda db: len(piazza.planner.audience(db, due, nudge)))
    return f"{due.plan.key} {due.day} {due.cohort}: would go to {count} people"


def _wet(piazza: App, due: Due) -> str:
    planned = piazza.database.write_now(lambda db: piazza.planner.plan(db, due, force=True))
    count = f", {planned.people} messages" if planned.state == "planned" else ""
    return f"{due.plan.key} {due.day} {due.cohort}{_where(due)}: {planned.state}{count}"


def _where(due: Due) -> str:
    each = isinstance(due.plan, Post) and due.plan.each_workspace
    return f" {due.workspace}" if each else ""


def _workspaces(db: Session) -> Sequence[str]:
    query = select(identity.c.workspace).distinct().order_by(identity.c.workspace)
    known = db.scalars(query).all()
    if not known:
        raise BotError("nobody is known yet: connect a platform and start `piazza run` once")
    return known
