"""`piazza schedule`: what is due when, and running it by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.delivery import pausing, spoken, timetable
from bot.delivery.planner import Due
from bot.delivery.planning import Planning
from bot.delivery.schedule import DAYS, Schedule
from bot.delivery.spoken import Unclear
from bot.delivery.timetable import Said, Timetable
from bot.delivery.working_days import coming
from bot.directory import audit
from bot.directory.audit import Why
from bot.directory.lookup import people_by_id
from bot.directory.tables import identity, person
from bot.errors import BotError
from bot.people import Person
from bot.runtime.app import App
from bot.runtime.faults import did_you_mean
from bot.runtime.words import Words
from bot.skill import Nudge, Post

app = typer.Typer(help="What is due when.", no_args_is_help=True)


Name = Annotated[str, typer.Argument(help='The schedule, such as "kudos.gratitude".')]


@app.command("list")
def list_() -> None:
    """List every schedule: its name, its days and time, when it is due next, who changed it."""
    with opened() as piazza:
        for line in piazza.database.read_now(lambda db: _lines(piazza, db)):
            typer.echo(line)


def _lines(piazza: App, db: Session) -> list[str]:
    table, now = piazza.planner.timetable(db), piazza.clock()
    people = people_by_id(db.connection(), table.people, now)
    return [_line(piazza, table, plan, people) for plan in table.plans]


def _line(piazza: App, table: Timetable, plan: Nudge | Post, people: Mapping[int, Person]) -> str:
    when, company = table.when(plan), piazza.house.company
    zone, on = company.clock, plan.on_day_off
    upcoming = next(at for _, at in coming(when, zone, piazza.clock(), company, on))
    upcoming = upcoming.astimezone(zone)
    state = "paused" if table.paused(plan) else f"{upcoming:%Y-%m-%d %H:%M %Z}"
    whose = "everybody's own time" if plan.own_time else zone.key
    changed = "; ".join(_changed(table, plan, people, zone))
    note = f" ({changed})" if changed else ""
    return f"{plan.key:<20} {_days(when)} ({whose})  {state}{note}"


def _days(when: Schedule) -> str:
    return f"{', '.join(DAYS[day] for day in sorted(when.weekdays))} {when.at:%H:%M}"


def _changed(
    table: Timetable, plan: Nudge | Post, people: Mapping[int, Person], zone: ZoneInfo
) -> Iterator[str]:
    """Who changed it: what the community manager says comes before app.yaml."""
    change, settings = table.change(plan), table.settings(plan)
    if change.moved:
        yield f"moved by {_who(change.moved, people, zone)}"
    elif settings and (settings.at or settings.on):
        yield "moved in app.yaml"
    if change.switched:
        done = "paused" if change.paused else "resumed"
        yield f"{done} by {_who(change.switched, people, zone)}"
    elif settings and settings.paused:
        yield "paused in app.yaml"


def _who(said: Said, people: Mapping[int, Person], zone: ZoneInfo) -> str:
    by = people.get(said.by) if said.by is not None else None
    return f"{by.name if by else 'the command line'} on {said.at.astimezone(zone):%d %b}"


@app.command()
def pause(name: Name) -> None:
    """Let a schedule rest until it is resumed; what falls in between is left out."""
    typer.echo(f"{_switch(name, paused=True)} is paused now")


@app.command()
def resume(name: Name) -> None:
    """Let a paused schedule go on."""
    typer.echo(f"{_switch(name, paused=False)} goes on now")


def _switch(name: str, *, paused: bool) -> str:
    with opened() as piazza:

        def change(db: Session) -> str:
            plan, now = _named(piazza.planner.timetable(db), name), piazza.clock()
            timetable.switch(db.connection(), plan.key, Said(None, now), paused=paused)
            _note(db, now, "schedule pause" if paused else "schedule resume", plan.key)
            return plan.key

        plan = piazza.database.write_now(change)
        if not paused:
            _wake(piazza, plan)
        return plan


def _wake(piazza: App, plan: str) -> None:
    """Let what had to wait leave, a chunk at a time."""
    for some in piazza.database.read_now(partial(pausing.chunks, plan=plan)):
        piazza.database.write_now(partial(pausing.wake, plan=plan, ids=some))


@app.command()
def move(
    name: Name,
    when: Annotated[list[str], typer.Argument(help="Days and time, such as friday 15:30.")],
) -> None:
    """Have a schedule be due at other times; what is left out, days or time, stays as it is."""
    with opened() as piazza:

        def change(db: Session) -> str:
            table, now = piazza.planner.timetable(db), piazza.clock()
            plan = _named(table, name)
            meant = _meant(piazza, " ".join(when), table.when(plan))
            timetable.move(db.connection(), plan.key, meant, Said(None, now))
            days = _days(meant)
            _note(db, now, "schedule move", f"{plan.key}: {days}")
            return f"{plan.key} is due {days} now"

        typer.echo(piazza.database.write_now(change))


def _note(db: Session, now: datetime, power: str, reason: str) -> None:
    audit.note(db.connection(), now, "", None, power, Why(reason))


def _meant(piazza: App, words: str, before: Schedule) -> Schedule:
    try:
        return spoken.read(words, before)
    except Unclear as unclear:
        english = Words(piazza.catalogue, "en", piazza.house.company.zone, "bot")
        raise BotError(english.plain(unclear.text)) from None


@app.command()
def run(
    name: Name,
    at: Annotated[
        str | None, typer.Option(help='As if it were "2026-11-27 15:00" on the company clock.')
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Plan one schedule now, for everybody; the running bot sends it."""
    with opened() as piazza:
        table = piazza.database.read_now(piazza.planner.timetable)
        plan = _named(table, name)
        if table.paused(plan) and not dry_run:
            mend = f"`piazza schedule resume {plan.key}` lets it go on"
            raise BotError(f"{plan.key} is paused; {mend}")
        moment = _moment(at, piazza.house.company.clock) if at else piazza.clock()
        piazza.planner.clock = lambda: moment
        piazza.planner.workspaces = piazza.database.read_now(_workspaces)
        for due in _occurrences(piazza, plan, moment):
            typer.echo(_dry(piazza, due) if dry_run else _wet(piazza, due))


def _named(table: Timetable, name: str) -> Nudge | Post:
    plans = {plan.key: plan for plan in table.plans}
    short = [plan for key, plan in plans.items() if key.partition(".")[2] == name]
    if name not in plans and len(short) == 1:
        return short[0]
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
    count = piazza.database.read_now(lambda db: len(piazza.planner.audience(db, due, nudge).people))
    return f"{due.plan.key} {due.day} {due.cohort}: would go to {_some(count, 'person', 'people')}"


def _wet(piazza: App, due: Due) -> str:
    planning = Planning(piazza.planner, piazza.database, piazza.courtesy)
    planned = asyncio.run(planning.carry_out(due, force=True))
    sent = _some(planned.people, "message", "messages")
    count = f", {sent}" if planned.state == "planned" else ""
    return f"{due.plan.key} {due.day} {due.cohort}{_where(due)}: {planned.state}{count}"


def _some(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _where(due: Due) -> str:
    each = isinstance(due.plan, Post) and due.plan.each_workspace
    return f" {due.workspace}" if each else ""


def _workspaces(db: Session) -> Sequence[str]:
    query = select(identity.c.workspace).distinct().order_by(identity.c.workspace)
    known = db.scalars(query).all()
    if not known:
        raise BotError("nobody is known yet: connect a platform and start `piazza run` once")
    return known
