"""Rounds: the one that is open, those before it, and what the manager chose of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot import Chat, members
from skills.pulse.bank import Asked, built_in, everything
from skills.pulse.model import PulseChoice, PulseRound
from skills.pulse.settings import PulseSettings

WEEK = timedelta(days=7)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
# From then on people are invited, each by their own clock.
OPENS = time(10)
DAY = timedelta(days=1)
# It takes so many days of work between the invitation and the close.
LEAST_DAYS = 2


@dataclass(frozen=True, slots=True)
class Chosen:
    """How often everybody is asked and reminded, and who reads the results."""

    every: int
    reminders: int
    results: str


def current(db: Session) -> PulseRound | None:
    """The round that was opened last, as long as it has not ended."""
    found = latest(db)
    return found if found and found.ended is None else None


def history(db: Session) -> Sequence[PulseRound]:
    """Every round there was, the first one first."""
    return db.scalars(select(PulseRound).order_by(PulseRound.id)).all()


def latest(db: Session) -> PulseRound | None:
    """The round that was opened last."""
    return db.scalars(select(PulseRound).order_by(PulseRound.id.desc()).limit(1)).first()


def choices(db: Session) -> dict[str, str]:
    """What the manager chose, by name."""
    return {one.name: one.value for one in db.scalars(select(PulseChoice))}


def choose(db: Session, **values: str) -> None:
    """Keep what the manager chose."""
    db.execute(delete(PulseChoice).where(PulseChoice.name.in_(values)))
    db.add_all([PulseChoice(name=name, value=value) for name, value in values.items()])


def chosen(db: Session, settings: PulseSettings) -> Chosen:
    """What holds: the manager's choice, else what the settings say."""
    said = choices(db)
    return Chosen(
        every=int(said.get("every", settings.every)),
        reminders=int(said.get("reminders", settings.reminders)),
        results=said.get("results", settings.results),
    )


def questions(db: Session, round_: PulseRound) -> list[Asked]:
    """What a round asks, in its order."""
    known = built_in() if built_in().keys() >= set(round_.questions) else everything(db)
    return [known[id_] for id_ in round_.questions if id_ in known]


def monday_of(day: date) -> date:
    """The Monday of the week a day is in; a Sunday's is that of the week to come."""
    return day - timedelta(days=day.weekday()) if day.weekday() < 6 else day + timedelta(days=1)


def closing(chat: Chat, monday: date) -> datetime:
    """When a round of a week closes."""
    settings = chat.settings(PulseSettings)
    day = monday + timedelta(days=DAYS.index(settings.closing_day))
    at = time.fromisoformat(settings.closing_time)
    return datetime.combine(day, at, chat.house.company.clock)


def needed(chat: Chat) -> tuple[int, int]:
    """How many people there have to be before anything is asked under seal, and how many are.

    Asked before a round is opened: of one that is refused only then the keys are used up.
    """
    there = select(func.count()).select_from(members().subquery())
    return 2 * chat.fewest, chat.db.execute(there).scalar_one()


def next_week(chat: Chat) -> date:
    """The Monday of the week in which the next round opens by itself."""
    last, now = latest(chat.db), chat.now.astimezone(chat.house.company.clock).date()
    first = now + timedelta(days=-now.weekday() % 7)
    if last is not None:
        every = chosen(chat.db, chat.settings(PulseSettings)).every
        first = max(first, last.week + every * WEEK)
    return worked_from(chat, first)


def worked_from(chat: Chat, monday: date) -> date:
    """The Monday of the first week from then on in which a round could be."""
    weeks = (monday + n * WEEK for n in range(53))
    return next((one for one in weeks if is_worked(chat, one)), monday)


def is_worked(chat: Chat, monday: date) -> bool:
    """Whether the company works on days enough of a round, and early enough to be invited."""
    count = DAYS.index(chat.settings(PulseSettings).closing_day) + 1
    days = [one for one in (monday + n * DAY for n in range(count)) if chat.house.works_on(one)]
    return len(days) >= LEAST_DAYS and days[0] <= monday + DAY


def opens_for(chat: Chat, round_: PulseRound) -> datetime:
    """When a round opens for the asker: at ten on their own Monday, or when it was by hand."""
    if round_.by_hand:
        return round_.opened
    return datetime.combine(round_.week, OPENS, chat.person.clock)
