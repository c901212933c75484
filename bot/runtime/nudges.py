"""Sending a nudge now, once the community manager has seen how many people it goes to."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cards import Button, Card
from bot.chat import Chat
from bot.delivery.planner import Due, Planner
from bot.delivery.planning import order
from bot.errors import Refused
from bot.forms import Form, text
from bot.people import Role
from bot.runtime.built_in import skill
from bot.runtime.planned import NAME, meant, planner_of, titled
from bot.skill import Nudge
from bot.texts import core


class RunNow(Form):
    """Which nudge is to go out now."""

    schedule: str = text(max_length=NAME)


@skill.command("cm nudges run", RunNow, only=Role.CM)
def run(chat: Chat, form: RunNow) -> None:
    """Say how many people a nudge would go to now, and ask whether it is meant."""
    _ask(chat, form.schedule)


@skill.button("nudge_run", only=Role.CM, reads=True)
def ask(chat: Chat, name: str) -> None:
    """The same, from a button."""
    _ask(chat, name)


def _ask(chat: Chat, name: str) -> None:
    nudge, planner = _nudge(chat, name), planner_of(chat)
    count = _count(chat, planner, nudge)
    what = titled(chat, nudge)
    if not count:
        raise Refused(core("nudges.nobody", what=what))
    buttons = [Button(core("nudges.send"), send, nudge.key)]
    chat.whisper(Card(core("nudges.ask", what=what, count=count), buttons=buttons))


def _count(chat: Chat, planner: Planner, nudge: Nudge) -> int:
    return sum(len(planner.audience(chat.db, one, nudge).people) for one in _dues(chat, nudge))


def _nudge(chat: Chat, name: str) -> Nudge:
    plan = meant(chat, name)
    if not isinstance(plan, Nudge):
        raise Refused(core("nudges.no_nudge", what=titled(chat, plan)), field="schedule")
    return plan


def _dues(chat: Chat, nudge: Nudge) -> list[Due]:
    """Today's occurrence on every clock on which it has not been yet."""
    planner = planner_of(chat)
    done = planner.done(chat.db.connection())
    dues = [
        Due(nudge, zone, chat.now.astimezone(ZoneInfo(zone)).date(), chat.now)
        for zone in planner.zones(chat.db)
    ]
    return [one for one in dues if one.mark not in done]


@skill.button("nudge_send", only=Role.CM)
def send(chat: Chat, name: str) -> None:
    """Send a nudge now to everybody it is for; what was to come today does not come again."""
    nudge, planner = _nudge(chat, name), planner_of(chat)
    count = _count(chat, planner, nudge)
    if not count:
        raise Refused(core("nudges.nobody", what=titled(chat, nudge)))
    for one in _dues(chat, nudge):
        order(chat.db, one)
    chat.audit(f"{nudge.key}: {count}")
    chat.whisper(core("nudges.sent", what=titled(chat, nudge), count=count))
