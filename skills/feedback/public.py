"""Public: which words everybody may read, and what else they are good for."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ORGANISERS, Button, Card, Channel, Chat, Form, Person, Refused, people, t, text
from skills.feedback import cards, quoting, showing
from skills.feedback.kinds import PRAISE
from skills.feedback.model import Item
from skills.feedback.settings import skill

MOST_PRAISED = 12


class Praised(Form):
    """Whom a customer's praise is for."""

    to: Sequence[Person] = people(most=MOST_PRAISED)
    note: str = text(max_length=300, default="", multiline=True)


def buttons(chat: Chat, item: Item) -> list[Button]:
    """What only some may do with words, and what only praise is good for."""
    found = []
    if not chat.person.roles.isdisjoint(ORGANISERS):
        share = t("unshare") if item.open_to_all else t("share")
        found.append(Button(share, turn, item.id, not item.open_to_all))
    if item.intent == PRAISE:
        found.append(Button(t("pass_on"), ask_whom, item.id))
    return found


@skill.button("share", only=ORGANISERS)
def turn(chat: Chat, item_id: int, open_to_all: bool) -> None:
    """Let everybody read words, in the words of the week and in the feed, or no more."""
    item = showing.head_of(chat, item_id, held=True)
    item.open_to_all = open_to_all
    chat.audit(f"{item.id}")
    chat.whisper(t("shared") if open_to_all else t("unshared"))


@skill.button("pass_on")
def ask_whom(chat: Chat, item_id: int) -> None:
    """Ask whom praise is for; the team that it names is filled in."""
    item = _praise(chat, item_id)
    named = [one for one in chat.team_named(item.words, MOST_PRAISED) if one != chat.person]
    chat.open(Praised, concerns=item.id, to=named)


def _praise(chat: Chat, item_id: int | None) -> Item:
    item = showing.head_of(chat, item_id)
    if item.intent != PRAISE:
        raise Refused(t("no_praise"))
    return item


@skill.form(Praised)
def pass_on(chat: Chat, form: Praised) -> None:
    """Pass praise on to those it is for, and tell everybody where the words are."""
    item = _praise(chat, form.concerns)
    reached = [who for who in form.to if who != chat.person and chat.house.welcomes(who)]
    if not reached:
        raise Refused(t("not_oneself"), field="to")
    told = t("praised_you", who=chat.person, customer=cards.customer_of(chat, item))
    lines = [t("praised_note", note=form.note)] if form.note else []
    about = quoting.about(chat, [item.id])
    for who in reached:
        chat.send(Card(told, quote=item.words, lines=lines, about=about), to=who)
    if item.channel:
        said = t("praised_all", who=list(form.to), customer=cards.customer_of(chat, item))
        chat.say(
            Card(said, quote=showing.short(item.words), about=about),
            to=Channel(item.workspace, item.channel),
        )
    chat.whisper(t("praise_passed", count=len(reached)))
