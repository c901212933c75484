"""How a plan is told to the community manager, and which one they mean."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from textwrap import shorten
from typing import TypeVar

from bot.chat import Chat
from bot.delivery import spoken
from bot.delivery.notices import Notice
from bot.delivery.planner import Planner
from bot.delivery.schedule import OnDayOff, Schedule
from bot.delivery.timetable import Said, Timetable
from bot.delivery.working_days import coming
from bot.errors import Refused
from bot.people import Person
from bot.runtime.faults import nearest
from bot.runtime.wishes import name_of
from bot.skill import Nudge, Post
from bot.texts import Text, Value, core

P = TypeVar("P", bound="Nudge | Post")
# So much of a post names it.
EXCERPT = 40
# The longest name of a plan that is read.
NAME = 120


def line_of(chat: Chat, table: Timetable, plan: Nudge | Post, people: Mapping[int, Person]) -> Text:
    """When a plan is due, when next, and who changed it."""
    whose = "schedule.own_clock" if plan.own_time else "schedule.company_clock"
    when = spoken.said(table.when(plan))
    line = core(whose, what=called(chat, plan), key=plan.key, when=when)
    if not table.paused(plan):
        line = core("schedule.next", line=line, next=next_of(chat, table, plan))
    return _with_changes(chat, line, table, plan, people)


def table_of(chat: Chat) -> Timetable:
    """When each plan is due."""
    return Timetable.of(chat.db.connection(), chat.house)


def titled(chat: Chat, plan: Nudge | Post) -> Text:
    """What a plan is called, and how it is named in a command."""
    return core("schedule.titled", what=called(chat, plan), key=plan.key)


def called(chat: Chat, plan: Nudge | Post) -> Text | str:
    """What a plan is called; a post of the manager's own, by its channel and how it begins."""
    if isinstance(plan, Notice):
        words = shorten(plan.words, EXCERPT, placeholder="…")
        return core("post.called", channel=plan.place.id, words=words)
    return name_of(chat, plan)


def next_of(chat: Chat, table: Timetable, plan: Nudge | Post) -> datetime.datetime:
    """When a plan is due next on a day on which the company is open; a nudge, for the asker."""
    zone = chat.person.clock if plan.own_time else chat.house.company.clock
    company = chat.house.company
    found = coming(table.when(plan), zone, chat.now, company, plan.on_day_off)
    return next(at for _, at in found)


def posted(chat: Chat, when: Schedule) -> Iterator[datetime.datetime]:
    """When something would be posted on these days from now on."""
    company = chat.house.company
    return (at for _, at in coming(when, company.clock, chat.now, company, OnDayOff.MOVES))


def _with_changes(
    chat: Chat,
    line: Text,
    table: Timetable,
    plan: Nudge | Post,
    people: Mapping[int, Person],
) -> Text:
    change, settings = table.change(plan), table.settings(plan)
    if change.moved:
        line = core("schedule.moved_by", line=line, **_who(chat, change.moved, people))
    elif settings and (settings.at or settings.on):
        line = core("schedule.moved_settings", line=line)
    if change.switched:
        key = "schedule.paused_by" if change.paused else "schedule.resumed_by"
        return core(key, line=line, **_who(chat, change.switched, people))
    if settings and settings.paused:
        return core("schedule.paused_settings", line=line)
    return line


def _who(chat: Chat, said: Said, people: Mapping[int, Person]) -> Mapping[str, Value]:
    by = people.get(said.by) if said.by is not None else None
    day = said.at.astimezone(chat.person.clock).date()
    return {"who": by or core("roles.command_line"), "day": day}


def meant(chat: Chat, name: str) -> Nudge | Post:
    """The plan that is meant by its name; Refused with what was nearly written."""
    return among({plan.key: plan for plan in table_of(chat).plans}, name, field="schedule")


def among(plans: Mapping[str, P], name: str, *, field: str | None = None) -> P:
    """The one of some plans, by their keys, that is meant; Refused with what was nearly written."""
    said = name.strip().casefold()
    short = [plan for key, plan in plans.items() if key.partition(".")[2] == said]
    if said in plans or len(short) == 1:
        return plans[said] if said in plans else short[0]
    near = [key for key, plan in plans.items() if plan in short] or nearest(said, plans)
    key = "schedule.unknown" if near else "schedule.none_such"
    raise Refused(core(key, name=name, names=near or sorted(plans)), field=field)


def planner_of(chat: Chat) -> Planner:
    """Who plans what is due; whoever can be reached where the asker is, is reached there."""
    planner = Planner(chat.house, lambda: chat.now)
    planner.workspaces = [chat.workspace]
    return planner
