"""Claiming: somebody sees to a customer's words, and says when it is done."""

from __future__ import annotations

from collections.abc import Sequence

from bot import Card, Chat, Form, Person, Refused, t, text
from skills.feedback import quoting, showing
from skills.feedback.kinds import ANSWERED, CLAIMED, DONE, OPEN, WAITING
from skills.feedback.model import Item
from skills.feedback.settings import skill


class Outcome(Form):
    """What came of a customer's words."""

    outcome: str = text(max_length=500, default="", multiline=True)


@skill.button("claim")
def claim(chat: Chat, item_id: int) -> None:
    """See to some words oneself."""
    item = showing.head_of(chat, item_id, held=True)
    if item.state == CLAIMED and item.claimed_by == chat.person.id:
        raise Refused(t("claimed_already"))
    if item.state == CLAIMED:
        who = chat.people([item.claimed_by or 0]).get(item.claimed_by or 0)
        raise Refused(t("claimed_by_other", who=who or t("somebody_here")))
    _check_waits(item)
    move(chat, item, CLAIMED, chat.person.id)
    chat.whisper(t("claimed", number=item.id))


def _check_waits(item: Item) -> None:
    if item.state not in WAITING:
        raise Refused(t("not_waiting"))


@skill.button("let_go")
def let_go(chat: Chat, item_id: int) -> None:
    """Leave it to somebody else."""
    item = showing.head_of(chat, item_id, held=True)
    if item.state != CLAIMED or item.claimed_by != chat.person.id:
        raise Refused(t("not_yours"))
    move(chat, item, OPEN, None)
    chat.whisper(t("let_go_done", number=item.id))


@skill.button("done")
def done(chat: Chat, item_id: int) -> None:
    """Ask what came of it, before it is done."""
    item = showing.head_of(chat, item_id)
    if item.state == DONE:
        raise Refused(t("done_already"))
    chat.open(Outcome, concerns=item.id)


@skill.form(Outcome)
def finish(chat: Chat, form: Outcome) -> None:
    """Note that it is done, and tell whoever brought it."""
    item = showing.head_of(chat, form.concerns, held=True)
    if item.state == DONE:
        raise Refused(t("done_already"))
    move(chat, item, DONE, chat.person.id)
    told = tell(chat, showing.group(chat, item), form.outcome, chat.person)
    chat.whisper(t("done_thanks" if told else "done_noted", number=item.id))


@skill.button("reopen")
def reopen(chat: Chat, item_id: int) -> None:
    """Open it again: something is still to be done."""
    item = showing.head_of(chat, item_id, held=True)
    if item.state != DONE:
        raise Refused(t("not_done"))
    move(chat, item, OPEN, None)
    chat.whisper(t("reopened", number=item.id))


def move(chat: Chat, item: Item, state: str, by: int | None) -> None:
    """Bring words to another state, by somebody, on their card as well."""
    item.state, item.since = state, chat.now
    item.claimed_by = None if state == OPEN else by
    chat.db.flush()
    showing.redraw(chat, item)


def answered(chat: Chat, item: Item, by: int | None) -> None:
    """Note that words are answered; what is done meanwhile stays done."""
    if item.state == DONE:
        showing.redraw(chat, item)
    else:
        move(chat, item, ANSWERED, by)


def tell(chat: Chat, items: Sequence[Item], outcome: str, by: Person | None) -> int:
    """Tell everybody who brought one of these what came of it; returns how many that are."""
    brought = {one.brought_by: one for one in items if one.brought_by}
    people = chat.people(brought.keys() - {by.id if by else None})
    reached = {id_: who for id_, who in people.items() if chat.house.welcomes(who)}
    for id_, who in reached.items():
        item = brought[id_]
        words = showing.short(item.words)
        told = t("what_came", who=by or t("somebody_here"), words=words)
        about = quoting.about(chat, [item.id])
        chat.send(Card(told, quote=outcome, about=about), to=who)
    return len(reached)
