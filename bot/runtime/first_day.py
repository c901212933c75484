"""The first day: once, a post that says what Piazza is and who reads what."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.cards import Button, Card
from bot.delivery.queue import SCHEDULED, queue_effects
from bot.directory.tables import installation
from bot.people import Channel, Role
from bot.runtime import wishes
from bot.runtime.house import House
from bot.runtime.outgoing import Say
from bot.store.tables import insert_new
from bot.store.turns import take_turn
from bot.texts import Text, core

KIND, DONE = "bot.first_day", "done"
AT = time(9)
SATURDAY = 5


def waiting(db: Session, workspace: str, now: datetime) -> bool:
    """Whether there is something to do: a morning to choose, or the chosen one has come."""
    told = db.scalar(_told(workspace))
    return told is None or (told != DONE and datetime.fromisoformat(told) <= now)


def introduce(db: Session, house: House, workspace: str, now: datetime) -> None:
    """Choose the next working morning, or on that morning introduce Piazza in a workspace.

    Whoever installs it has until then to set it up, and nobody is told twice.
    """
    take_turn(db.connection(), KIND)
    if not waiting(db, workspace, now):
        return
    if db.scalar(_told(workspace)) is None:
        morning = next_morning(now, house.company.clock).isoformat()
        row = {"name": _name(workspace), "value": morning}
        db.execute(insert_new(db.connection(), installation), row)
        return
    ours = installation.c.name == _name(workspace)
    db.execute(sa.update(installation).where(ours).values(value=DONE))
    queue_effects(
        db.connection(),
        [Say(card_of(db, house, now), Channel(workspace, house.digest_channel))],
        cause=f"{KIND}/{workspace}",
        workspace=workspace,
        skill="bot",
        kind=KIND,
        now=now,
        router=house.router,
        lane=SCHEDULED,
    )


def skip(db: Connection, now: datetime) -> None:
    """Introduce Piazza nowhere where the chosen morning has passed."""
    named = installation.c.name.startswith(_name("")), installation.c.value != DONE
    for row in db.execute(sa.select(installation).where(*named)).all():
        if datetime.fromisoformat(row.value) <= now:
            done = sa.update(installation).where(installation.c.name == row.name)
            db.execute(done.values(value=DONE))


def _name(workspace: str) -> str:
    return f"introduced/{workspace}"


def _told(workspace: str) -> sa.Select[str]:
    return sa.select(installation.c.value).where(installation.c.name == _name(workspace))


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Nine o'clock on the next working day after today, on the company's clock."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, AT, zone)


def card_of(db: Session, house: House, now: datetime) -> Card:
    """What Piazza is, what each skill does, and who reads what."""
    skills = [one.name for one in house.skills if house.has_words(one.name, "intro")]
    holders = house.holders(db, Role.CM, now)
    who = core("first.manager", holders=holders, count=len(holders))
    own = [core(f"first.{name}") for name in ("known", "settings", "audit")]
    return Card(
        core("first.title", company=house.company.name),
        lines=[
            *(Text("intro", {}, name) for name in skills),
            who if holders else core("first.nobody"),
            *own,
        ],
        buttons=[Button(core("own.open"), wishes.show)],
    )
