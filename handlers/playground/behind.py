"""Behind the stage: what is planned and what was sent, to whom, and why or why not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from babel.dates import get_day_names
from sqlalchemy.orm import Session

from bot.delivery import journal
from bot.delivery.attention import BROADCASTS
from bot.delivery.foretelling import Foretelling
from bot.delivery.journal import Entry
from bot.delivery.nudging import ENOUGH, UNTOLD
from bot.delivery.pausing import PAUSED
from bot.delivery.planner import Due, Planner
from bot.delivery.schedule import Schedule
from bot.delivery.withdrawal import MAYBE_THERE
from bot.directory import lookup
from bot.directory.zones import zones
from bot.people import Kind, Person
from bot.runtime.app import App
from bot.runtime.catalogue import locale_of
from bot.skill import Nudge, Post
from bot.texts import Text, core
from handlers.playground.faults import Fault, Faults
from handlers.playground.people import Member
from handlers.playground.voice import Voice, t

LATEST = 100
WEEK = 7
# The core tells reasons to operators, in English; people read these.
REASONS = {
    "too late": "why.late",
    "the person is gone": "why.gone",
    "not for this person any more": "why.not_wanted",
    "a newer version follows": "why.newer",
    "nobody has this account": "why.no_account",
    "the account is deactivated": "why.deactivated",
    "the message is no longer there": "why.no_message",
    "broken off while sending": "why.broken_off",
    "its skill could not make it": "why.not_made",
    UNTOLD: "why.not_told",
    ENOUGH: "why.enough",
    "quiet hours": "why.quiet",
    PAUSED: "why.paused",
    "withdrawn": "why.withdrawn",
    MAYBE_THERE: "why.maybe_there",
    "an error of ours": "why.not_worded",
}


class Behind:
    """The journal of an app's schedules, deliveries and faults."""

    def __init__(self, app: App, workspace: str, faults: Faults) -> None:
        self.app = app
        self.workspace = workspace
        self.faults = faults

    async def journal(self, who: Member) -> dict[str, Any]:
        """Everything, in the words of one member."""
        voice = Voice(self.app, who.language, who.zone)
        found = await self.app.database.read(lambda db: self._journal(db, who, voice))
        return {**found, "faults": [_fault(one, voice) for one in self.faults.latest]}

    def _journal(self, db: Session, who: Member, voice: Voice) -> dict[str, Any]:
        now = self.app.clock()
        reader = lookup.find_people(db.connection(), self.workspace, [who.id], now).get(who.id)
        plans = _Plans(self.app.planner, db, voice, reader)
        nudges = {one.key for one in self.app.planner.nudges}
        latest = journal.latest(db.connection(), now, LATEST, self.app.house.sealed)
        return {
            "schedules": [plans.shown(plan) for plan in plans.timetable.plans],
            "deliveries": [_delivery(one, voice, nudges) for one in latest],
        }


class _Plans:
    """The schedules at one moment, as one person reads them."""

    def __init__(self, planner: Planner, db: Session, voice: Voice, reader: Person | None) -> None:
        self.foretelling = Foretelling(planner, db)
        self.timetable = self.foretelling.timetable
        self.voice = voice
        self.reader = reader

    def shown(self, plan: Nudge | Post) -> dict[str, Any]:
        """A schedule: when, for how many, and whether for the reader."""
        own = plan.own_time
        zone = self._zone() if own else self.voice.company.zone
        paused = self.timetable.paused(plan)
        due, done = (None, None) if paused else self.foretelling.next(plan, zone)
        people = len(self.foretelling.people(plan)) if isinstance(plan, Nudge) and due else None
        return {
            "name": _name(plan.key, self.voice),
            "key": plan.key,
            "when": self._when(self.timetable.when(plan), own),
            "next": self.voice.time(due.at) if due else "",
            "done": self._done(done) if done else "",
            "people": people,
            "you": self.voice.says(self._you(plan, due)),
        }

    def _zone(self) -> str:
        return self.reader.zone if self.reader and self.reader.active else self.voice.words.zone

    def _when(self, schedule: Schedule, own: bool) -> str:
        at = t("when.own") if own else t("when.company", zone=self.voice.place())
        time = schedule.at.strftime("%H:%M")
        if len(schedule.weekdays) == WEEK:
            return self.voice.says(t("when.daily", time=time, clock=at))
        names = get_day_names("wide", locale=locale_of(self.voice.words.language))
        days = [names[day] for day in sorted(schedule.weekdays)]
        return self.voice.says(t("when.weekly", days=days, time=time, clock=at))

    def _done(self, due: Due) -> str:
        return self.voice.says(t("when.done", when=self.voice.time(due.at)))

    def _you(self, plan: Nudge | Post, due: Due | None) -> Text:
        if self.timetable.paused(plan):
            return t("you.paused")
        if isinstance(plan, Post):
            return t("you.post")
        if self.reader is None:
            return t("you.unknown")
        if not self.reader.active:
            return t("you.gone")
        if self.reader.kind is not Kind.MEMBER:
            return t("you.no_member")
        return self._fate(plan, due, self.reader) if due else t("you.closed")

    def _fate(self, nudge: Nudge, due: Due, reader: Person) -> Text:
        fate = self.foretelling.fate(due, nudge, reader)
        match fate.word:
            case "later":
                return t("you.later", when=fate.at)
            case "resting" | "day_off":
                return t(f"you.{fate.word}", day=fate.day)
            case "again":
                return t("you.again", weeks=nudge.every)
            case "already" | "before":
                return t(f"you.{fate.word}", other=_name(fate.other, self.voice))
            case "not_now":
                return t("you.not_now", why=self._why(nudge))
            case word:
                return t(f"you.{word}")

    def _why(self, nudge: Nudge) -> Text:
        key = f"gets.{nudge.name}_why"
        return (
            Text(key, {}, nudge.skill) if self.voice.has(nudge.skill, key) else core("own.planned")
        )


def _name(key: str, voice: Voice) -> str:
    """What a schedule, or a skill, is called."""
    skill, _, name = key.partition(".")
    if skill == "bot" and name:
        return voice.says(_of_ours(name))
    if not voice.has(skill, "name"):
        return key
    worded = Text("name", {}, skill)
    if not name:
        return voice.says(worded)
    said = name.replace("_", " ")
    if voice.has(skill, f"gets.{name}"):
        said = voice.says(Text(f"gets.{name}", {}, skill))
    return f"{voice.says(worded)} · {said}"


def _of_ours(name: str) -> Text:
    """What the community manager has posted, or has written to many."""
    posted = name.startswith("post_")
    return core("undelivered.post" if posted else "broadcast.kind")


def _reader(entry: Entry, voice: Voice) -> str:
    zone = voice.place(entry.to if entry.to in zones() else voice.company.zone)
    if entry.people is not None:
        return voice.says(t("to.people", count=entry.people, zone=zone))
    if entry.state == "skipped":
        # Nobody was chosen yet: it is a clock that had come to it, be it the company's.
        return voice.says(t("to.clock", zone=zone))
    return entry.to or voice.says(t("to.posted"))


def _cause(entry: Entry, nudges: Collection[str]) -> str:
    if entry.people is not None:
        return "why.sealed"
    if "." not in entry.kind:
        return "why.act"
    if entry.kind.startswith(BROADCASTS):
        return "why.broadcast"
    return "why.nudge" if entry.kind in nudges else "why.post"


def _delivery(entry: Entry, voice: Voice, nudges: Collection[str]) -> dict[str, Any]:
    why = REASONS.get(entry.reason)
    return {
        "at": voice.time(entry.at),
        "to": _reader(entry, voice),
        "what": _name(entry.kind, voice),
        "state": entry.state,
        "state_words": voice.says(t(f"state.{entry.state}")),
        "why": voice.says(t(why)) if why else entry.reason or voice.says(t(_cause(entry, nudges))),
    }


def _fault(fault: Fault, voice: Voice) -> dict[str, str]:
    return {
        "at": voice.time(fault.at),
        "what": fault.what,
        "reference": fault.reference,
        "error": f"{fault.kind}: {fault.said}" if fault.said else fault.kind,
        "place": fault.place,
    }
