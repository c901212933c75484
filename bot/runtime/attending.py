"""What Piazza asks of people's attention, so that the community manager can go easy on it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Card
from bot.chat import Chat
from bot.delivery import attention, bill
from bot.delivery.attention import BROADCASTS
from bot.delivery.bill import Bill
from bot.delivery.broadcasts import KIND as BROADCAST
from bot.insight.experiments.costs import SECONDS, Cost
from bot.people import ORGANISERS
from bot.report import Period
from bot.runtime.built_in import skill
from bot.runtime.planned import planner_of
from bot.runtime.wishes import name_of
from bot.runtime.worth import HOUR
from bot.skill import Nudge
from bot.texts import Text, Value, core


@skill.command("cm attention", only=ORGANISERS, reads=True)
def attending(chat: Chat) -> None:
    """Say how often people were spoken to who did not ask for it, by what, and who was spared."""
    db, company = chat.db.connection(), chat.house.company
    nudges, most = planner_of(chat).nudges, chat.house.conf.attention.a_week
    this = Period.week_of(chat.now.astimezone(company.clock).date(), company.zone)
    bills = bill.bills(db, [this, this.before], attention.counted(nudges), most)
    off = bill.switched_off(db)
    lines = [
        _week(core("attention.this"), bills[0]),
        _week(core("attention.last"), bills[1]),
        *(_nudge(chat, one, bills, off.get(one.key, 0)) for one in _ranked(nudges)),
        _line(core("broadcast.kind"), BROADCASTS, 0, bills, off.get(BROADCAST, 0)),
        *_resting(bill.resting(db, chat.today)),
        core("attention.how", seconds=SECONDS),
    ]
    chat.whisper(Card(core("attention.title", count=most), lines=lines))


def _ranked(nudges: Sequence[Nudge]) -> list[Nudge]:
    return sorted(nudges, key=lambda one: (-one.priority, one.key))


def _week(when: Text, one: Bill) -> Text:
    week = one.week
    if not week.people:
        return core("attention.none", when=when)
    return core(
        "attention.week",
        when=when,
        messages=week.messages,
        count=week.people,
        average=week.average,
        full=week.full,
        time=time_of(week.messages),
    )


def _nudge(chat: Chat, nudge: Nudge, bills: Sequence[Bill], off: int) -> Text:
    line = _line(name_of(chat, nudge), nudge.key, nudge.priority, bills, off)
    return line if nudge.counts else core("attention.asked", line=line)


def _line(what: Value, kind: str, priority: int, bills: Sequence[Bill], off: int) -> Text:
    this, last = bills
    return core(
        "attention.line",
        what=what,
        priority=priority,
        sent=this.sent[kind],
        spared=this.spared[kind],
        sent_before=last.sent[kind],
        spared_before=last.spared[kind],
        off=off,
        time=time_of(this.sent[kind] + last.sent[kind]),
    )


def time_of(messages: int) -> Text:
    """How long people have read, all together; two hours and more in hours."""
    minutes = Cost(messages).minutes
    if not messages:
        return core("attention.no_time")
    if minutes < 2 * HOUR:
        return core("attention.minutes", count=max(1, minutes))
    return core("attention.hours", count=round(minutes / HOUR))


def _resting(number: int) -> list[Text]:
    return [core("attention.resting", count=number)] if number else []
