"""Giving: whom to thank, for what, how and when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from bot import (
    Button,
    Card,
    Chat,
    Form,
    Message,
    Person,
    Refused,
    Text,
    choice,
    date,
    named,
    people,
    t,
    text,
)
from skills.kudos import reporting, undoing
from skills.kudos.allowance import left_today
from skills.kudos.cheering import card_of
from skills.kudos.gist import gist_of
from skills.kudos.model import Kudos
from skills.kudos.naming import by, group_names, value_of
from skills.kudos.settings import KudosSettings, skill
from skills.kudos.storing import store
from skills.kudos.timing import moment_of

MOST = 10
PUBLIC, PRIVATE = "public", "private"
SIGNED, ANONYMOUS = "signed", "anonymous"


def company_values(settings: KudosSettings) -> tuple[str, ...]:
    """The values a thank-you can name."""
    return settings.values


def needs_value(settings: KudosSettings) -> bool:
    """Whether a thank-you has to name one."""
    return settings.value_required


class Give(Form):
    """Whom to thank, and for what; who reads it, with whose name, and from which day on."""

    to: Sequence[Person] = people(most=MOST, default=(), unless="others")
    others: Sequence[Person] = named(most=MOST, default=())
    message: str = text(min_length=20, max_length=500, multiline=True)
    value: str = choice(company_values, default="", needed=needs_value)
    how: str = choice((PUBLIC, PRIVATE), default=PUBLIC)
    signed: str = choice((SIGNED, ANONYMOUS), default=SIGNED)
    day: datetime.date | None = date(default=None)


@skill.command("kudos", Give)
def give(chat: Chat, form: Give) -> None:
    """Thank one or more colleagues."""
    to = list(dict.fromkeys([*form.to, *form.others]))
    check_recipients(chat, to, private=form.how == PRIVATE)
    check_not_plain(chat, form, to)
    settings = chat.settings(KudosSettings)
    kudos = written(chat, form, group_names(chat.groups, to))
    left = left_today(chat)
    if not left:
        raise Refused(t("allowance_spent", count=settings.allowance))
    store(chat.db, kudos, [one.id for one in to])
    deliver(chat, kudos, to, settings.channel)
    chat.whisper(answer(chat, kudos, to, left - 1))


def written(chat: Chat, form: Give, groups: str | None) -> Kudos:
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


def check_recipients(chat: Chat, to: Sequence[Person], *, private: bool) -> None:
    """Refuse oneself, bots, people who have left, too many, and whom nothing reaches in private."""
    if chat.person in to:
        raise Refused(t("not_yourself"), field="to")
    if others := [one for one in to if not chat.house.welcomes(one)]:
        raise Refused(t("not_them", who=others, count=len(others)), field="to")
    if len(to) > MOST:
        raise Refused(t("too_many", count=MOST), field="others")
    if private and (without := [one for one in to if not one.identities]):
        raise Refused(t("not_privately", who=without, count=len(without)), field="how")


def check_not_plain(chat: Chat, form: Give, to: Sequence[Person]) -> None:
    """Refuse to hide what everybody reads already: who a group lacks, and what was said aloud."""
    if chat.in_group and form.signed == ANONYMOUS:
        raise Refused(t("seen_by_absence"))
    if form.signed == ANONYMOUS and chat.lacks_only_asker(to):
        raise Refused(t("all_but_you"), field="signed")
    if chat.aloud and form.signed == ANONYMOUS:
        raise Refused(t("said_aloud"), field="signed")
    if chat.aloud and form.how == PRIVATE:
        raise Refused(t("said_aloud"), field="how")


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
