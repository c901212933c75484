"""Under way: what was sent at once, how long it takes, how far it is, and undoing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.cards import Button, Card
from bot.chat import Chat
from bot.delivery import broadcasts, runs
from bot.delivery.eta import eta
from bot.delivery.planner import Due
from bot.errors import Refused
from bot.people import Role
from bot.runtime.built_in import skill
from bot.runtime.planned import meant, planner_of, titled
from bot.skill import Nudge
from bot.texts import Text, core

MINUTE = timedelta(minutes=1)
# From so many minutes on, whole hours will do.
ROUGHLY = 90


def dues(chat: Chat, nudge: Nudge) -> list[Due]:
    """Today's occurrence on every clock on which it has not been yet."""
    planner = planner_of(chat)
    done = planner.done(chat.db.connection())
    dues = [
        Due(nudge, zone, chat.now.astimezone(ZoneInfo(zone)).date(), chat.now)
        for zone in planner.zones(chat.db)
    ]
    return [one for one in dues if one.mark not in done]


def count_of(chat: Chat, nudge: Nudge) -> int:
    """How many a nudge would go to now."""
    planner = planner_of(chat)
    return sum(len(planner.audience(chat.db, one, nudge).people) for one in dues(chat, nudge))


def takes(chat: Chat, count: int) -> Text:
    """How long it takes until so many have left."""
    minutes = eta(chat.house, chat.db.connection(), chat.workspace, count) / MINUTE
    if minutes < 1:
        return core("nudges.seconds")
    if minutes < ROUGHLY:
        return core("nudges.minutes", count=round(minutes))
    return core("nudges.hours", count=round(minutes / 60))


def named(chat: Chat, name: str) -> Text:
    """What was sent."""
    if broadcasts.load(chat.db.connection(), name):
        return core("broadcast.name")
    return titled(chat, meant(chat, name))


def with_buttons(card: Card, name: str, number: int) -> Card:
    """The card with what can be done with a run."""
    undo_it = Button(core("nudges.undo"), undo, name, number)
    return replace(card, buttons=[undo_it, Button(core("nudges.far"), far, name, number)])


@skill.button("nudge_far", only=Role.CM, reads=True)
def far(chat: Chat, name: str, number: int) -> None:
    """Say how far it is."""
    done = runs.progress(chat.db.connection(), name, number)
    what = named(chat, name)
    lines = [core("nudges.failed", count=done.failed)] if done.failed else []
    if done.planning and chat.now < runs.begins(number):
        waits = core("nudges.not_begun", what=what, at=runs.begins(number))
        chat.whisper(with_buttons(Card(waits), name, number))
        return
    if done.planning:
        lines.append(core("nudges.planning"))
    elif done.waiting:
        lines.append(core("nudges.rest", time=takes(chat, done.waiting)))
    text = core("nudges.progress", what=what, sent=done.sent, total=done.total)
    chat.whisper(with_buttons(Card(text, lines=lines), name, number))


@skill.button("nudge_undo", only=Role.CM)
def undo(chat: Chat, name: str, number: int) -> None:
    """Send no more of it, and take back what has arrived."""
    done = runs.progress(chat.db.connection(), name, number)
    if not (done.planning or done.waiting or done.sent):
        raise Refused(core("nudges.undone_before"))
    chat.audit(name)
    runs.stop(chat.db.connection(), name, number)
    sure = chat.withdraw(number)
    first, *more = [
        *([] if done.waiting or done.sent else [core("nudges.stopped")]),
        *([core("nudges.undone", count=done.waiting)] if done.waiting else []),
        *([core("nudges.removed", count=done.sent)] if done.sent else []),
        *([] if sure else [core("nudges.unsure")]),
    ]
    chat.whisper(Card(first, lines=more))
