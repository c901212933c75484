"""The digest: a week on one screen, with what moved, what waits and what could be said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import shorten
from typing import Final

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Move,
    Period,
    Role,
    Text,
    Waits,
    t,
    weekly,
)
from skills.cm import saying
from skills.cm.skill import skill

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MOST: Final = 3
LONGEST_QUOTE: Final = 140


@skill.command("cm digest", only=ORGANISERS)
def digest_now(chat: Chat) -> None:
    """Send the asker a digest of the last seven days."""
    today = chat.now.astimezone(chat.house.company.clock).date()
    card = digest_of(chat, _week(chat, today + DAY), chat.person.roles)
    chat.send(card, to=chat.person)
    chat.whisper(t("digest_sent"))


@skill.post("digest", weekly("monday", at="09:00"))
def digest(chat: Chat, week: Period) -> None:
    """Send last week's digest to the community managers, or to a channel while there are none."""
    holders = chat.house.holders(chat.db, Role.CM, chat.now)
    if holders:
        card = digest_of(chat, week.before, {Role.CM})
        for holder in holders:
            chat.send(card, to=holder)
    else:
        # What people wrote is for the manager: to a channel it is not carried.
        chat.say(everything_of(chat, week.before, voices=False), to=chat.house.digest_channel)


def _week(chat: Chat, end: date) -> Period:
    return Period(end - WEEK, end, chat.house.company.zone)


def digest_of(chat: Chat, week: Period, roles: Collection[Role]) -> Card:
    """A week on one screen, for somebody with these roles."""
    moved = _told(chat.house.moves(chat.db, week, chat.now))
    waits = chat.house.waits(chat.db, chat.now, frozenset(roles))
    parts = [_firsts(chat), _moved(chat, moved), _waiting(chat, waits), _said(chat, week, roles)]
    buttons = [
        *(one.open for one in moved if one.open),
        *(one.open for one in waits[:MOST]),
        *(button for part in parts for button in part.buttons),
        Button(t("everything"), everything, week.end.toordinal()),
    ]
    return Card(
        t("digest_title", first=week.first, last=week.end - DAY),
        lines=[line for part in parts for line in part.lines],
        chart=next((one.chart for one in moved if one.chart), None),
        buttons=list({(one.on, one.args): one for one in buttons}.values()),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of the digest, and what can be pressed for them."""

    lines: Sequence[Text] = ()
    buttons: Sequence[Button] = ()


def _firsts(chat: Chat) -> Part:
    """What to do first, as long as Piazza is new and some of it is left."""
    steps = chat.house.steps(chat.db, chat.now) if chat.house.is_new(chat.db, chat.now) else []
    if all(one.done for one in steps):
        return Part()
    told = [t("step_done" if one.done else "step_open", what=one.what) for one in steps]
    return Part([t("digest_firsts"), *told])


def _told(moves: Sequence[Move]) -> list[Move]:
    """The most surprising ones, of different skills as far as there are."""
    first = {one.what.room: one for one in reversed(moves)}
    rest = [one for one in moves if one is not first[one.what.room]]
    found = [one for one in moves if one is first[one.what.room]]
    return sorted([*found, *rest][:MOST], key=lambda one: -abs(one.surprise))


def _moved(chat: Chat, moves: Sequence[Move]) -> Part:
    if moves:
        return Part([t("digest_moved"), *(line for one in moves for line in _move(one))])
    if chat.house.is_new(chat.db, chat.now):
        return Part([t("digest_early")])
    return Part([t("digest_nothing")])


def _move(one: Move) -> list[Text]:
    what = (
        t("digest_why", what=one.what, why=one.why) if one.why else t("digest_what", what=one.what)
    )
    quote = shorten(one.quote, LONGEST_QUOTE, placeholder="…")
    return [what, t("digest_quote", words=quote)] if quote else [what]


def _waiting(chat: Chat, waits: Sequence[Waits]) -> Part:
    """What has waited longest; how much more does is said."""
    if not waits:
        return Part([t("digest_answered")])
    lines = [t("digest_what", what=_for_how_long(chat, one)) for one in waits[:MOST]]
    more = len(waits) - MOST
    return Part([t("digest_waits"), *lines, *([t("digest_more", count=more)] if more > 0 else [])])


def _for_how_long(chat: Chat, one: Waits) -> Text:
    """What waits, and for how many days; by the company's calendar, as it is the same for all."""
    clock = chat.house.company.clock
    days = (
        (chat.now.astimezone(clock).date() - one.since.astimezone(clock).date()).days
        if one.since
        else 0
    )
    return t("waits_for", what=one.what, count=days) if days > 0 else one.what


def _said(chat: Chat, week: Period, roles: Collection[Role]) -> Part:
    """What could be said in public and was not yet."""
    found = next(saying.unsaid(chat, week), None)
    if found is None or Role.CM not in roles:
        return Part()
    room, one = found
    lines = [t("digest_say"), one.words, t("digest_why_this", why=one.why)]
    return Part(lines, [Button(t("say"), saying.look, room, one.about, week.end.toordinal())])


@skill.button("everything", only=ORGANISERS)
def everything(chat: Chat, end: int) -> None:
    """Send the asker the whole report of a week: a private answer has no chart everywhere."""
    chat.send(everything_of(chat, _week(chat, date.fromordinal(end))), to=chat.person)
    chat.whisper(t("digest_sent"))


def everything_of(chat: Chat, week: Period, *, voices: bool = True) -> Card:
    """What every skill tells about a week, with one chart, and what people said in their words."""
    sections = chat.house.report(chat.db, week, chat.now)
    said = chat.house.voices(chat.db, week, chat.now) if voices else None
    sections += [said] if said else []
    lines = [] if sections else [t("digest_quiet")]
    title = t("digest_title", first=week.first, last=week.end - DAY)
    return Card(title, lines=lines, sections=sections)
