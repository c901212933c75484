"""Giving: whom to thank, for what, how and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot import Button, Card, Chat, Message, Person, Refused, Text, t
from skills.kudos import coaching, reporting, undoing
from skills.kudos.allowance import left_today
from skills.kudos.checking import check, check_recipients
from skills.kudos.cheering import card_of
from skills.kudos.forms import ANONYMOUS, LOOK, PRIVATE, Coached, Give, Thanks, everybody
from skills.kudos.gist import gist_of
from skills.kudos.model import Kudos
from skills.kudos.naming import by, group_names, value_of
from skills.kudos.settings import KudosSettings, skill
from skills.kudos.speaking import is_open
from skills.kudos.storing import store
from skills.kudos.timing import moment_of


@skill.command("kudos", Give)
def give(chat: Chat, form: Give) -> None:
    """Thank one or more colleagues, or have the coach look at it first."""
    if form.first == LOOK:
        coaching.look(chat, form)
    else:
        say(chat, form)


@skill.form(Coached)
def give_coached(chat: Chat, form: Coached) -> None:
    """Thank them once the coach has looked at it."""
    say(chat, form)


def say(chat: Chat, form: Thanks) -> None:
    """Store a thank-you, and tell it to whom it is for."""
    check(chat, form)
    to, settings = everybody(form), chat.settings(KudosSettings)
    kudos = written(chat, form, group_names(chat.groups, to))
    left = left_today(chat)
    if not left:
        raise Refused(t("allowance_spent", count=settings.allowance))
    store(chat.db, kudos, [one.id for one in to])
    if is_open(kudos):
        chat.owe(kudos.id)
    deliver(chat, kudos, to, settings.channel)
    chat.whisper(answer(chat, kudos, to, left - 1))


def written(chat: Chat, form: Thanks, groups: str | None) -> Kudos:
    """The thank-you that a form describes."""
    anonymous = form.signed == ANONYMOUS
    return Kudos(
        giver=chat.person.id,
        message=form.message,
        value=form.value,
        given=chat.now,
        shown=moment_of(chat, form.day, anonymous=anonymous),
        workspace=chat.workspace,
        private=form.how == PRIVATE,
        anonymous=anonymous,
        gist=gist_of(form.message),
        group_names=groups,
    )


def deliver(chat: Chat, kudos: Kudos, to: Sequence[Person], channel: str) -> None:
    """Let everybody read it who is to, at its time."""
    at = kudos.shown if kudos.shown > chat.now else None
    if not kudos.private:
        chat.say(card_of(kudos, chat.person, to), to=channel, at=at)
    for one in to:
        chat.send(letter_of(kudos, chat.person), to=one, at=at)


def letter_of(kudos: Kudos, giver: Person) -> Card:
    """The direct message to somebody who is thanked."""
    private = [*value_of(kudos), t("only_you")] if kudos.private else []
    hidden = kudos.private or kudos.anonymous
    return Card(
        t("for_you", giver=by(kudos, giver)),
        quote=kudos.message,
        lines=private,
        buttons=[Button(t("report"), reporting.ask, kudos.id)] if hidden else [],
        about=kudos.id,
    )


def answer(chat: Chat, kudos: Kudos, to: list[Person], left: int) -> Card:
    """What the giver reads: where it goes and when, and how to take it back."""
    later = kudos.shown > chat.now
    lines = [t("sent_anonymous")] if kudos.anonymous else []
    undo = Button(t("undo_later") if later else t("undo"), undoing.take_back, kudos.id)
    return Card(sent(chat, kudos, to, left), lines=lines, buttons=[undo])


def sent(chat: Chat, kudos: Kudos, to: list[Person], left: int) -> Text:
    """Where a thank-you goes and when, and how many more can be given."""
    later, channel = kudos.shown > chat.now, chat.settings(KudosSettings).channel
    more = t("left", count=left) if left else t("left_none")
    if kudos.private and later:
        return t("sent_private_later", to=to, when=kudos.shown, left=more)
    if kudos.private:
        return t("sent_private", to=to, left=more)
    if later:
        return t("sent_later", to=to, channel=channel, when=kudos.shown, left=more)
    return t("sent", to=to, channel=channel, left=more)


@skill.shortcut("thank_author")
def thank_author(chat: Chat, message: Message) -> None:
    """Thank whoever wrote a message, if it is a colleague."""
    if message.author is None:
        raise Refused(t("no_author"))
    check_recipients(chat, [message.author], private=False)
    chat.open(Give, to=[message.author])


@skill.global_shortcut("thank")
@skill.button("thank")
def thank(chat: Chat) -> None:
    """Open the form."""
    chat.open(Give)


@skill.button("thank_colleague")
def thank_colleague(chat: Chat, person_id: int) -> None:
    """Open the form with somebody in it, if they are still here."""
    found = [one for one in chat.people([person_id]).values() if chat.house.welcomes(one)]
    field = "to" if any(chat.workspace in one.identities for one in found) else "others"
    filled: dict[str, Any] = {field: found}
    chat.open(Give, **filled)
