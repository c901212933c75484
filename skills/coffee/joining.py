"""Joining, leaving, and resting for some weeks."""

from __future__ import annotations

from datetime import date, timedelta

from bot import Button, Card, Chat, Form, Refused, choice, t
from skills.coffee.model import Seat
from skills.coffee.partaking import membership, takes_part
from skills.coffee.settings import skill
from skills.coffee.storing import beside, unremember
from skills.coffee.weeks import latest, next_week, today

WEEKS = ("1", "2", "3", "4", "6", "8", "12")


class Snooze(Form):
    """For how many weeks somebody rests."""

    weeks: str = choice(WEEKS)


@skill.command("coffee join")
@skill.button("join")
def join(chat: Chat) -> None:
    """Let the asker take part from the next round on."""
    member = membership(chat)
    if not member.joined:
        member.joined, member.since = True, chat.now
    member.rests_until = None
    chat.db.flush()
    chat.whisper(t("joined", day=next_week(chat)))


@skill.command("coffee leave")
@skill.button("leave")
def leave(chat: Chat) -> None:
    """Let the asker take part no more; those they sit with are not told of it."""
    member = membership(chat)
    member.joined, member.rests_until, member.since = False, None, chat.now
    step_out(chat, date.max)
    buttons = [Button(t("join_again"), join)]
    chat.whisper(Card(t("left"), buttons=buttons))


@skill.command("coffee snooze", Snooze)
def snooze(chat: Chat, form: Snooze) -> None:
    """Let the asker rest for some weeks."""
    if not takes_part(chat):
        raise Refused(t("not_inside"))
    member, weeks = membership(chat), int(form.weeks)
    until = today(chat) + timedelta(weeks=weeks)
    member.rests_until = until
    step_out(chat, until)
    buttons = [Button(t("wake"), wake)]
    chat.whisper(Card(t("snoozed", until=until, count=weeks), buttons=buttons))


@skill.button("snooze")
def snooze_asked(chat: Chat) -> None:
    """Ask for how long."""
    chat.open(Snooze)


@skill.button("wake")
def wake(chat: Chat) -> None:
    """Let the asker take part again before their rest is over."""
    if not takes_part(chat):
        raise Refused(t("not_inside"))
    membership(chat).rests_until = None
    chat.whisper(t("joined", day=next_week(chat)))


def step_out(chat: Chat, until: date) -> None:
    """Take the asker out of a round that was made and has not begun, if it does before a day.

    Of one that is on, their seat stays: those they sit with have been told.
    """
    chat.in_turn("round")
    round_ = latest(chat.db)
    if round_ is not None and today(chat) < round_.week < until:
        seat = chat.db.get(Seat, (round_.id, chat.person.id))
        if seat is not None:
            unremember(chat.db, chat.person.id, beside(chat.db, seat), round_.week)
            chat.db.delete(seat)
            chat.db.flush()
