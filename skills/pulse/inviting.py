"""Inviting: everybody, at ten on their own Monday; and once more, who has not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from bot import Card, Period, Person, Promise, Text, members, promises, t, weekly
from skills.pulse.answering import buttons
from skills.pulse.model import PulseRound
from skills.pulse.rounds import chosen, questions
from skills.pulse.settings import KIND, PulseSettings, skill

# Into a week.
AT_TEN = timedelta(hours=10)
WEDNESDAY, THURSDAY = timedelta(days=2), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation says: until when, whether it is the first, what came of promises.

    `readers` are whom its results are for.
    """

    closes: datetime
    count: int
    first: bool
    readers: str
    news: Sequence[Promise]


def told(db: Session, _week: Period) -> Invitation:
    """What the invitations to the round that was opened last say."""
    last_two = select(PulseRound).order_by(PulseRound.id.desc()).limit(2)
    round_, *before = db.scalars(last_two)
    asked = [one for one in questions(db, round_) if one.newcomers is None]
    # Also without a round to point at; of what is open it is said that it still is.
    news = promises(db, since=before[0].opened) if before else []
    return Invitation(round_.closes, len(asked), not before, round_.readers, news)


def invited(_db: Session, week: Period) -> Select[int]:
    """Everybody who works here, in the week of a round that is open."""
    return _while_open(PulseRound.week == week.first)


def invited_late(_db: Session, week: Period) -> Select[int]:
    """The same, where it opened only after their Monday at ten: a day off, or for all others."""
    missed = PulseRound.opened > week.start_at + AT_TEN
    return _while_open(PulseRound.week == week.first, PulseRound.by_hand.is_(False), missed)


def reminded(_db: Session, week: Period) -> Select[int]:
    """The same, in the week in which a round closes that reminds."""
    return _while_open(_closes_after(week, WEDNESDAY), PulseRound.reminders >= 1)


def reminded_again(_db: Session, week: Period) -> Select[int]:
    """The same, in the week in which a round closes that reminds twice."""
    return _while_open(_closes_after(week, THURSDAY), PulseRound.reminders > 1)


def _closes_after(week: Period, day: timedelta) -> ColumnElement[bool]:
    return PulseRound.closes.between(week.start_at + day + AT_TEN, week.end_at)


def _while_open(*when: ColumnElement[bool]) -> Select[int]:
    open_ = select(PulseRound.id).where(PulseRound.ended.is_(None), *when)
    return members().where(open_.exists())


@skill.nudge(
    "invite",
    weekly("monday", at="10:00"),
    audience=invited,
    given=told,
    counts=False,
    sealed=True,
)
def invite(_person: Person, said: Invitation) -> Card:
    """Ask for a minute, with the promise, and what came of what was promised."""
    who = t("first_round") if said.readers == "everyone" else t("first_round_manager")
    opening = [who, t("first_who")] if said.first else []
    return Card(
        t("invitation", count=said.count, until=said.closes),
        lines=[*opening, t("promise"), *told_of(said.news)],
        buttons=buttons(),
    )


skill.nudge(
    "invite_late",
    weekly("tuesday", at="10:00"),
    audience=invited_late,
    given=told,
    counts=False,
    sealed=True,
)(invite)


def told_of(found: Sequence[Promise]) -> list[Text]:
    """What came of promises, and which of them are still open."""
    return [t("news_title"), *map(line_of, found)] if found else []


def line_of(one: Promise) -> Text:
    """A promise, and what came of it."""
    states = {
        "planned": t("news_planned", due=one.due),
        "building": t("news_building", due=one.due),
        "kept": t("news_kept"),
        "dropped": t("news_dropped"),
    }
    if one.news:
        return t("news_told", words=one.words, state=states[one.state], news=one.news)
    return t("news_untold", words=one.words, state=states[one.state])


def _remind(_person: Person, said: Invitation) -> Card:
    """The same once more, shortly: it comes to who has not answered."""
    return Card(t("reminder", until=said.closes), lines=[t("promise")], buttons=buttons())


def is_reminded(db: Session, _person: Person, settings: PulseSettings) -> bool:
    """Whether anybody is."""
    return chosen(db, settings).reminders > 0


def is_reminded_again(db: Session, _person: Person, settings: PulseSettings) -> bool:
    """Whether anybody is, twice."""
    return chosen(db, settings).reminders > 1


skill.nudge(
    "remind",
    weekly("wednesday", at="10:00"),
    audience=reminded,
    given=told,
    counts=False,
    sealed=True,
    reminds=KIND,
    concerns=is_reminded,
)(_remind)
skill.nudge(
    "remind_again",
    weekly("thursday", at="10:00"),
    audience=reminded_again,
    given=told,
    counts=False,
    sealed=True,
    reminds=KIND,
    concerns=is_reminded_again,
)(_remind)
