"""Sending a nudge now, once the community manager has seen how many people it goes to."""

from __future__ import annotations

from bot.cards import Button, Card
from bot.chat import Chat
from bot.delivery import runs
from bot.errors import Refused
from bot.forms import Form, text
from bot.people import Role
from bot.runtime.built_in import skill
from bot.runtime.planned import NAME, meant, table_of, titled
from bot.runtime.underway import count_of, dues, takes, with_buttons
from bot.skill import Nudge
from bot.store.turns import take_turn
from bot.texts import core


class RunNow(Form):
    """Which nudge is to go out now."""

    schedule: str = text(max_length=NAME)


@skill.command("cm nudges run", RunNow, only=Role.CM, reads=True)
def run(chat: Chat, form: RunNow) -> None:
    """Say how many people a nudge would go to now, and ask whether it is meant."""
    _ask(chat, form.schedule)


@skill.button("nudge_run", only=Role.CM, reads=True)
def ask(chat: Chat, name: str) -> None:
    """The same, from a button."""
    _ask(chat, name)


def _ask(chat: Chat, name: str) -> None:
    nudge = _nudge(chat, name)
    count = count_of(chat, nudge)
    what = titled(chat, nudge)
    if not count:
        raise Refused(core("nudges.nobody", what=what))
    buttons = [Button(core("nudges.send"), send, nudge.key, count)]
    lines = [core("nudges.undo_how"), core("nudges.takes", time=takes(chat, count))]
    chat.whisper(Card(core("nudges.ask", what=what, count=count), lines=lines, buttons=buttons))


def _nudge(chat: Chat, name: str) -> Nudge:
    plan = meant(chat, name)
    if not isinstance(plan, Nudge):
        raise Refused(core("nudges.no_nudge", what=titled(chat, plan)), field="schedule")
    if table_of(chat).paused(plan):
        raise Refused(core("nudges.rests", what=titled(chat, plan), key=plan.key), field="schedule")
    return plan


@skill.button("nudge_send", only=Role.CM)
def send(chat: Chat, name: str, count: int) -> None:
    """Send a nudge now to everybody it is for; what was to come today does not come again.

    They are as many as were counted when it was asked whether it is meant.
    """
    nudge = _nudge(chat, name)
    # Of two who press at the same moment one is told that it goes already.
    take_turn(chat.db.connection(), "nudges")
    if not (today := dues(chat, nudge)):
        raise Refused(core("nudges.nobody", what=titled(chat, nudge)))
    number = runs.begin(chat.db, today, chat.now + runs.UNDO)
    chat.audit(f"{nudge.key}: {count}")
    text = core("nudges.sent", what=titled(chat, nudge), count=count)
    chat.whisper(with_buttons(Card(text), nudge.key, number))
