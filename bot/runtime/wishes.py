"""What everybody may set for themselves: how they are spoken to, and what they get."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Any

from bot.cards import Button, Card, Fact
from bot.chat import Chat
from bot.delivery.broadcasts import KIND as BROADCAST
from bot.delivery.days_off import has_off
from bot.delivery.planner import Planner
from bot.delivery.schedule import Schedule
from bot.delivery.timetable import Timetable
from bot.delivery.working_days import closed
from bot.directory import wishes
from bot.directory.wishes import Wishes
from bot.directory.zones import cities, folded, zones
from bot.errors import Refused
from bot.forms import Form, choice, date, text
from bot.insight.experiments import kept
from bot.insight.experiments.kept import Experiment
from bot.people import Kind
from bot.runtime.built_in import skill
from bot.runtime.sections import Company
from bot.skill import Nudge, Post
from bot.texts import Text, Value, core

WEEK = datetime.timedelta(days=7)
# Nobody is off for longer than so many occurrences in a row.
LOOK_AHEAD = 60
HOURS = tuple(f"{hour:02}:00" for hour in range(24))


def spoken(company: Company) -> Sequence[str]:
    """The languages that can be chosen."""
    return company.languages


class Own(Form):
    """How somebody wants to be spoken to, and when not."""

    language: str = choice(spoken)
    zone: str = text(max_length=64)
    quiet_from: str = choice(HOURS, default="")
    quiet_until: str = choice(HOURS, default="")
    snooze: datetime.date | None = date(default=None)


@skill.command("piazza settings", reads=True)
def settings(chat: Chat) -> None:
    """Show somebody what they have chosen and what they get, with buttons to change it."""
    chat.whisper(card_of(chat, wishes.wishes(chat.db.connection(), chat.person.id)))


@skill.button("settings", reads=True)
def show(chat: Chat) -> None:
    """Show the settings from a button."""
    settings(chat)


def card_of(chat: Chat, chosen: Wishes) -> Card:
    """Somebody's settings as they stand."""
    tested = kept.running(chat.db.connection(), chat.now)
    nudges, table = shown(chat, chosen, tested), planner(chat).timetable(chat.db)
    rest = Button(core("own.wake"), wake)
    if rest_of(chat, chosen) is None:
        rest = Button(core("own.rest"), snooze)
    return Card(
        core("own.title_card"),
        facts=facts_of(chat, chosen),
        lines=[
            line for one in nudges for line in _lines(chat, table, one, chosen, tested.get(one.key))
        ]
        + [*_broadcasts(chat, chosen), core("own.always")],
        buttons=[
            Button(core("own.change"), change),
            rest,
            *(switch_of(chat, one, chosen) for one in nudges),
            *_broadcast_switch(chat, chosen),
        ],
    )


def shown(chat: Chat, chosen: Wishes, tested: Collection[str]) -> list[Nudge]:
    """What can reach the asker, what they do without, and what all are told is tested."""
    told = {*chosen.without, *tested}
    return [
        one
        for one in planner(chat).nudges
        if one.key in told or chat.house.reaches(one, chat.db, chat.person, chat.now)
    ]


def _broadcasts(chat: Chat, chosen: Wishes) -> list[Text]:
    if chat.person.kind is not Kind.MEMBER:
        return []
    return [core("broadcast.off" if BROADCAST in chosen.without else "broadcast.on")]


def _broadcast_switch(chat: Chat, chosen: Wishes) -> list[Button]:
    if chat.person.kind is not Kind.MEMBER:
        return []
    kind = core("broadcast.kind")
    if BROADCAST in chosen.without:
        return [Button(core("own.again", what=kind), again, BROADCAST)]
    return [Button(core("own.stop", what=kind), stop, BROADCAST)]


def facts_of(chat: Chat, chosen: Wishes) -> list[Fact]:
    """How somebody is spoken to and when not."""
    quiet: Value = core("own.none")
    if chosen.quiet_from is not None and chosen.quiet_until is not None:
        hours = HOURS[chosen.quiet_from], HOURS[chosen.quiet_until]
        quiet = core("own.hours", start=hours[0], end=hours[1])
    facts = [
        Fact(core("own.language"), core(f"own.language_{chat.person.language}")),
        Fact(core("own.zone"), chat.person.zone),
        Fact(core("own.quiet"), quiet),
    ]
    if last := rest_of(chat, chosen):
        facts.append(Fact(core("own.snooze"), last))
    return facts


def rest_of(chat: Chat, chosen: Wishes) -> datetime.date | None:
    """The last day of the asker's rest; None when there is none, or none any more."""
    last = chosen.snoozed_until
    return last if last is not None and last >= chat.today else None


def planner(chat: Chat) -> Planner:
    """Who knows when what is due."""
    return Planner(chat.house, lambda: chat.now)


def name_of(chat: Chat, plan: Nudge | Post) -> Text | str:
    """What a plan is called; a skill that does not say has to be told by its key."""
    named = chat.house.has_words(plan.skill, f"gets.{plan.name}")
    return Text(f"gets.{plan.name}", {}, plan.skill) if named else plan.key


def why_of(chat: Chat, nudge: Nudge) -> Text:
    """Why somebody gets it."""
    key = f"gets.{nudge.name}_why"
    told = chat.house.has_words(nudge.skill, key)
    return Text(key, {}, nudge.skill) if told else core("own.planned")


def line_of(chat: Chat, table: Timetable, nudge: Nudge, chosen: Wishes, *, tested: bool) -> Text:
    """What somebody gets, why, and when next."""
    what, why = name_of(chat, nudge), why_of(chat, nudge)
    if nudge.key in chosen.without:
        return core("own.line_off", what=what, why=why)
    if table.paused(nudge):
        return core("own.line_paused", what=what, why=why)
    following = next_of(chat, table.when(nudge), chosen)
    if tested:
        return core("own.line_tested", what=what, why=why, next=following)
    return core("own.line", what=what, why=why, next=following)


def _lines(
    chat: Chat, table: Timetable, nudge: Nudge, chosen: Wishes, test: Experiment | None
) -> list[Text]:
    """A nudge; where some go without it for a while, that too, and to everybody the same."""
    line = line_of(chat, table, nudge, chosen, tested=test is not None)
    if test is None:
        return [line]
    until = test.until.astimezone(chat.house.company.clock).date()
    tenths = test.plan.share // 10
    return [line, core("own.tested", what=name_of(chat, nudge), number=tenths, until=until)]


def next_of(chat: Chat, when: Schedule, chosen: Wishes) -> datetime.datetime:
    """When it is due next on a day on which the asker works."""
    company, who = chat.house.company, chat.person
    due = awake_from(chat, chosen)
    for _ in range(LOOK_AHEAD):
        due = when.next_after(due, who.clock)
        day = due.astimezone(who.clock).date()
        if not closed(company, day) and not has_off(company, day, who):
            break
    return due


def awake_from(chat: Chat, chosen: Wishes) -> datetime.datetime:
    """Now, or the end of the asker's rest."""
    last = rest_of(chat, chosen)
    if last is None:
        return chat.now
    return datetime.datetime.combine(last, datetime.time.max, chat.person.clock)


def switch_of(chat: Chat, nudge: Nudge, chosen: Wishes) -> Button:
    """The button that stops a nudge or has it sent again."""
    if nudge.key in chosen.without:
        return Button(core("own.again", what=name_of(chat, nudge)), again, nudge.key)
    return Button(core("own.stop", what=name_of(chat, nudge)), stop, nudge.key)


@skill.button("settings_stop")
def stop(chat: Chat, kind: str) -> None:
    """Send the asker nothing of a kind any more."""
    wishes.do_without(chat.db.connection(), chat.person.id, checked(chat, kind))
    settings(chat)


@skill.button("settings_again")
def again(chat: Chat, kind: str) -> None:
    """Send the asker what they did without."""
    wishes.have_again(chat.db.connection(), chat.person.id, checked(chat, kind))
    settings(chat)


def checked(chat: Chat, kind: str) -> str:
    """A kind that is still sent; its skill may have been switched off since."""
    if kind not in {BROADCAST, *(one.key for one in planner(chat).nudges)}:
        raise Refused(core("gone"))
    return kind


@skill.button("settings_snooze")
def snooze(chat: Chat) -> None:
    """Send the asker nothing unasked for a week."""
    wishes.choose(chat.db.connection(), chat.person.id, snoozed_until=chat.today + WEEK)
    settings(chat)


@skill.button("settings_wake")
def wake(chat: Chat) -> None:
    """End the asker's rest."""
    wishes.choose(chat.db.connection(), chat.person.id, snoozed_until=None)
    settings(chat)


@skill.button("settings_change")
def change(chat: Chat) -> None:
    """Open the form with what is chosen."""
    chosen = wishes.wishes(chat.db.connection(), chat.person.id)
    chat.open(
        Own,
        language=chat.person.language,
        zone=chat.person.zone,
        quiet_from="" if chosen.quiet_from is None else HOURS[chosen.quiet_from],
        quiet_until="" if chosen.quiet_until is None else HOURS[chosen.quiet_until],
        snooze=chosen.snoozed_until,
    )


@skill.form(Own)
def keep(chat: Chat, form: Own) -> None:
    """Store what somebody wants."""
    zone = zone_of(form.zone, chat.person.language, chat.house.company.zone)
    if bool(form.quiet_from) != bool(form.quiet_until):
        missing = "quiet_until" if form.quiet_from else "quiet_from"
        raise Refused(core("own.both"), field=missing)
    chosen: dict[str, Any] = {"snoozed_until": form.snooze, "quiet_from": None, "quiet_until": None}
    if form.quiet_from:
        chosen |= {
            "quiet_from": HOURS.index(form.quiet_from),
            "quiet_until": HOURS.index(form.quiet_until),
        }
    # What they left as the chat says it goes on following the chat.
    if form.language != chat.person.language:
        chosen["language"] = form.language
    if zone != chat.person.zone:
        chosen["zone"] = zone
    wishes.choose(chat.db.connection(), chat.person.id, **chosen)
    chat.whisper(core("own.kept"))


def zone_of(said: str, language: str, example: str) -> str:
    """The zone that is meant by its name or by its city in a language.

    Otherwise Refused, with what was nearly written, or else the example.
    """
    meant = {**cities(language), **{folded(one): one for one in zones()}}
    asked = folded(said)
    if asked in meant:
        return meant[asked]
    near = get_close_matches(asked, meant, n=1, cutoff=0.8)
    example = meant[near[0]] if near else example
    raise Refused(core("own.no_zone", zone=said, example=example), field="zone")
