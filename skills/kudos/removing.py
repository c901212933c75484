"""Removing: the community manager takes a thank-you away, and sees before which it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import Button, Card, Chat, Form, Person, Refused, Role, Text, t, text
from skills.kudos.abuse import MOST, flags
from skills.kudos.finding import reporters, thanked
from skills.kudos.model import Kudos
from skills.kudos.naming import by, givers
from skills.kudos.settings import KudosSettings, skill
from skills.kudos.undoing import remove

_NUMBER = re.compile(r"#?\s*(\d{1,15})(?![\w.])", re.ASCII)


class Removal(Form):
    """Which thank-you is removed, and why."""

    number: str = text()
    reason: str = text(min_length=10, max_length=300, multiline=True)


@skill.button("remove", only=Role.CM)
def ask_which(chat: Chat) -> None:
    """Ask which thank-you is to be removed, and why."""
    chat.open(Removal)


@skill.button("remove_reported", only=Role.CM)
def remove_reported(chat: Chat, kudos_id: int) -> None:
    """Ask why the one that was shown is to be removed."""
    chat.open(Removal, number=str(kudos_id))


@skill.command("cm kudos remove", Removal, only=Role.CM)
def show(chat: Chat, form: Removal) -> None:
    """Show the thank-you that is meant, before it goes."""
    number = _NUMBER.match(form.number)
    kudos = seen(chat, int(number[1])) if number else None
    if kudos is None:
        raise Refused(t("no_such_number"), field="number")
    to = thanked(chat.db, [kudos], chat.now)[kudos.id]
    title = t("remove_this", giver=by(kudos, givers(chat, [kudos]).get(kudos.id)), to=to)
    readable = not kudos.private or bool(reporters(chat, kudos))
    lines = [] if readable else [t("remove_unread")]
    lines.append(t("remove_reason", reason=form.reason))
    button = Button(t("remove_it"), remove_it, kudos.id, form.reason)
    words = kudos.message if readable else ""
    chat.whisper(Card(title, quote=words, lines=lines, buttons=[button]))


@skill.button("remove_it", only=Role.CM)
def remove_it(chat: Chat, kudos_id: int, reason: str) -> None:
    """Remove a thank-you; its giver is told why, and who showed it that it is gone."""
    kudos = seen(chat, kudos_id)
    if kudos is None:
        raise Refused(t("gone"))
    giver = chat.people([kudos.giver]).get(kudos.giver) if kudos.giver else None
    showed = [one for one in reporters(chat, kudos) if one != chat.person]
    to, lines = remove(chat, kudos)
    # All may read the audit, and there who hid something is not named.
    chat.audit(reason, about=None if kudos.anonymous or kudos.private else giver)
    for one in showed:
        chat.send(t("removed_reported", manager=chat.person), to=one)
    lines.append(tell(chat, kudos, giver, to, reason))
    chat.whisper(Card(t("removed", to=to), lines=lines))


def tell(chat: Chat, kudos: Kudos, giver: Person | None, to: Sequence[Person], reason: str) -> Text:
    """Tell the giver why, if they are still here; return what the manager reads of that."""
    here = giver is not None and giver.active and bool(giver.identities)
    if giver is not None and here:
        told = t("removed_yours", to=list(to), manager=chat.person)
        chat.send(Card(told, quote=reason, lines=[t("removed_why")]), to=giver)
    # Whether somebody without a name is still here would be a first word on who they are.
    if giver is None or kudos.anonymous:
        return t("told_if_here")
    return t("told", giver=giver) if here else t("not_told", giver=giver)


def seen(chat: Chat, kudos_id: int) -> Kudos | None:
    """A thank-you, held for its removal, if the manager can know of it.

    All read it, or somebody who was thanked has shown it, or it is among what is flagged.
    """
    kudos = chat.db.get(Kudos, kudos_id, with_for_update=True)
    if kudos is None or kudos.shown > chat.now:
        return None
    if not kudos.private or reporters(chat, kudos):
        return kudos
    found = flags(chat.db, chat.settings(KudosSettings), chat.now, MOST, chat.person)
    return kudos if any(kudos.id in one.numbers for one in found) else None
