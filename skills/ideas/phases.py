"""Phases of a challenge: what they are, and when the next one begins."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import Text, t
from skills.ideas.model import Challenge

COLLECT, DISCUSS, EVALUATE, RESULT = PHASES = ("collect", "discuss", "evaluate", "result")
# Each begins in the morning after the last day of the one before.
MORNING = time(9)


def after(challenge: Challenge) -> str:
    """The phase that follows; without reviewers nothing is evaluated."""
    following = PHASES[PHASES.index(challenge.phase) + 1]
    skip = following == EVALUATE and challenge.evaluate_until is None
    return RESULT if skip else following


def last_day(challenge: Challenge) -> date | None:
    """The last day of the phase; None where it is the last phase."""
    days = {
        COLLECT: challenge.collect_until,
        DISCUSS: challenge.discuss_until,
        EVALUATE: challenge.evaluate_until,
    }
    return days.get(challenge.phase)


def ends(challenge: Challenge, zone: ZoneInfo) -> datetime | None:
    """The instant at which the phase is over; None where it is the last."""
    last = last_day(challenge)
    return datetime.combine(last + timedelta(days=1), MORNING, zone) if last else None


def phase_name(phase: str) -> Text:
    """What a phase is called."""
    return t(f"phase_{phase}")
