"""Waiting: what of Piazza itself waits for an answer of those who organise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from bot.cards import Button
from bot.delivery import backlog, dead_letters, missed, timetable
from bot.insight import promises
from bot.insight.experiments import kept
from bot.report import Waits
from bot.runtime import promising, schedules, undelivered, verdicts
from bot.runtime.built_in import skill
from bot.runtime.sections import Company
from bot.texts import core

if TYPE_CHECKING:
    from bot.runtime.house import House

# So many days ahead a promise is called due, and so long it may be silent.
SOON, SILENT = timedelta(days=3), timedelta(days=28)
# What was left out is past helping after so long; what rests for longer may be forgotten.
LATELY, RESTING = timedelta(days=3), timedelta(days=7)
# A verdict that nobody has read is no news any more after so long.
NEWS: Final = timedelta(days=30)


@skill.waits
def promised(db: Session, *, settings: Company, now: datetime) -> Sequence[Waits]:
    """Promises that are late, due soon, or of which nothing was heard for long."""
    today = now.astimezone(settings.clock).date()
    late, soon, silent = promises.pressing(db.connection(), today, SOON, now - SILENT)
    look = Button(core("waits.promises"), promising.overview)
    over = _ends(late.first, settings) if late.first else None
    return [
        Waits(core("waits.promises_late", count=late.count), late.count, over, look),
        Waits(
            core("waits.promises_soon", count=soon.count, days=SOON.days), soon.count, None, look
        ),
        Waits(core("waits.promises_silent", count=silent.count), silent.count, silent.since, look),
    ]


def _ends(day: date, company: Company) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), company.clock)


@skill.waits
def undeliverable(db: Session) -> Sequence[Waits]:
    """What could not be delivered, and work that was given up."""
    look = Button(core("waits.undelivered"), undelivered.listing)
    letters, oldest = dead_letters.oldest(db.connection())
    jobs, first = backlog.oldest_lost(db.connection())
    return [
        Waits(core("waits.letters", count=letters), letters, oldest, look),
        Waits(core("waits.jobs", count=jobs), jobs, first, look),
    ]


@skill.waits
def left_out(db: Session, *, now: datetime, house: House) -> Sequence[Waits]:
    """Schedules that were left out lately, and those that rest for long."""
    look = Button(core("waits.schedule"), schedules.listing)
    lately, first = missed.lately(db.connection(), house, (now - LATELY).date())
    since = datetime.combine(first, time(), house.company.clock) if first else None
    resting = timetable.resting(db.connection(), now - RESTING)
    return [
        Waits(core("waits.missed", count=lately), lately, since, look),
        # It may be meant: it never stands before what people wait for.
        Waits(core("waits.paused", count=resting), resting, None, look),
    ]


@skill.waits
def judged(db: Session, *, now: datetime, house: House) -> Sequence[Waits]:
    """Tests of nudges that are over, as long as nobody has read what came of them."""
    ended = [
        one.stopped or one.until
        for one in kept.latest(db.connection())
        if one.has_ended(now) and (one.stopped or one.until) > now - NEWS
    ]
    if not ended:
        return []
    read = house.powers.last_used(db, ["bot.cm_nudges_verdicts"], min(ended))
    new = [one for one in ended if read is None or one > read]
    look = Button(core("waits.verdicts"), verdicts.verdicts)
    return [Waits(core("waits.judged", count=len(new)), len(new), min(new, default=None), look)]
