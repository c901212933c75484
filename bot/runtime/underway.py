"""Under way: what was sent at once, how long it takes, how far it is, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from bot.cards import Button, Card
from bot.chat import Chat
from bot.delivery import runs
from bot.delivery.attention import BROADCASTS
from bot.delivery.eta import eta
from bot.delivery.planner import Due
from bot.delivery.runs import TakenBack
from bot.errors import Refused, SetupError
from bot.people import Role
from bot.runtime.built_in import skill
from bot.runtime.outgoing import Withdraw
from bot.runtime.planned import planner_of, table_of, titled
from bot.skill import Nudge
from bot.texts import Text, core
from bot.work import Work

MINUTE = timedelta(minutes=1)
# From so many minutes on, whole hours will do.
ROUGHLY = 90


def dues(chat: Chat, nudge: Nudge) -> list[Due]:
    """Today's occurrence on every clock on which it has not been yet."""
    return planner_of(chat).today(chat.db, nudge, chat.now)


def count_of(chat: Chat, nudge: Nudge) -> int:
    """How many a nudge would go to now."""
    planner, today = planner_of(chat), dues(chat, nudge)
    try:
        return sum(len(planner.audience(chat.db, one, nudge).people) for one in today)
    except SetupError:
        raise Refused(core("verdict.no_key_runs", name=nudge.key), field="schedule") from None


def takes(chat: Chat, count: int) -> Text:
    """How long it takes until so many have left."""
    minutes = eta(chat.house, chat.db.connection(), chat.workspace, count) / MINUTE
    if minutes < 1:
        return core("nudges.seconds")
    if minutes < ROUGHLY:
        return core("nudges.minutes", count=round(minutes))
    return core("nudges.hours", count=round(minutes / 60))


def named(chat: Chat, name: str) -> Text | str:
    """What was sent; by its name, where its skill is no longer there."""
    if name.startswith(BROADCASTS):
        return core("broadcast.name")
    plan = next((one for one in table_of(chat).plans if one.key == name), None)
    return titled(chat, plan) if plan else name


def with_buttons(card: Card, name: str, number: int) -> Card:
    """The card with what can be done with a run."""
    undo_it = Button(core("nudges.undo"), undo, name, number)
    return replace(card, buttons=[undo_it, Button(core("nudges.far"), far, name, number)])


@skill.button("nudge_far", only=Role.CM, reads=True)
def far(chat: Chat, name: str, number: int) -> None:
    """Say how far it is."""
    what = named(chat, name)
    done = runs.progress(chat.db.connection(), name, number)
    if runs.is_undone(chat.db.connection(), name, number):
        left = [core("nudges.left", count=done.sent)] if done.sent else []
        chat.whisper(Card(core("nudges.is_undone", what=what), lines=left))
        return
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
    """Send no more of it; what of it is there already is taken back behind the answer."""
    stopped = runs.stop(chat.db.connection(), name, number)
    if not stopped.was_there:
        raise Refused(core("nudges.undone_before"))
    chat.audit(name)
    if not stopped.was_begun:
        chat.whisper(core("nudges.stopped"))
        return
    chat.later(take_back, name, number, chat.person.id)
    chat.whisper(core("nudges.undoing"))


@skill.job("undo")
def take_back(work: Work, name: str, number: int, by: int) -> None:
    """Take back what was stopped, a chunk at a time, and tell who did it what came of it."""
    for some in work.read(lambda db: runs.chunks(db.connection(), name, number)):
        work.write(partial(_take_back, number=number, some=some))
    done = work.read(lambda db: runs.taken_back(db.connection(), number))
    work.write(partial(_remove, name=name, number=number, by=by, done=done))


def _take_back(chat: Chat, number: int, some: Sequence[UUID]) -> None:
    runs.take_back(chat.db.connection(), number, some)


def _remove(chat: Chat, name: str, number: int, by: int, done: TakenBack) -> None:
    chat.effects.append(Withdraw(number, done.workspaces))
    lines = [
        *([core("nudges.undone", count=done.stopped)] if done.stopped else []),
        *([core("nudges.removed", count=done.arrived)] if done.arrived else []),
        *([core("nudges.unsure")] if done.unsure else []),
    ]
    if lines and (who := chat.people([by]).get(by)):
        chat.send(Card(core("nudges.is_undone", what=named(chat, name)), lines=lines), to=who)
