"""Managing: what the community manager sees of thanks, and how one is removed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, select

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Person,
    Refused,
    Role,
    Section,
    Text,
    t,
    text,
)
from skills.kudos.abuse import Flag, count_flags, flags
from skills.kudos.model import Kudos
from skills.kudos.settings import KudosSettings, skill
from skills.kudos.undoing import remove

LOOK_BACK = timedelta(days=30)
MOST_FLAGS = 10
_NUMBER = re.compile(r"#?\s*(\d{1,15})(?![\w.])", re.ASCII)


class Removal(Form):
    """Which thank-you is removed, and why."""

    number: str = text()
    reason: str = text(min_length=10, max_length=300, multiline=True)


@skill.command("cm kudos", only=ORGANISERS)
def overview(chat: Chat) -> None:
    """Tell of the last thirty days, and what in them should be looked at."""
    settings = chat.settings(KudosSettings)
    count = count_flags(chat.db, settings, chat.now, manager(chat))
    sections = [by_value(chat)]
    if count:
        sections.append(Section(t("flags_title", count=count), flag_facts(chat, settings)))
    lines = [] if count else [t("flags_none")]
    # To look is for every organiser, to remove is not.
    buttons = [Button(t("remove"), ask_which)] if count and manager(chat) else []
    facts = totals(chat)
    chat.whisper(Card(t("cm_title"), lines=lines, facts=facts, sections=sections, buttons=buttons))


def totals(chat: Chat) -> list[Fact]:
    """How many thanks there were, and how many of them not in public or not signed."""
    private = func.count().filter(Kudos.private)
    anonymous = func.count().filter(Kudos.anonymous)
    # Of signed thanks alone: a number that an anonymous one changes would say who gave it.
    givers = func.count(Kudos.giver.distinct()).filter(~Kudos.anonymous)
    row = chat.db.execute(select(func.count(), private, anonymous, givers).where(_lately(chat)))
    names = (t("report_given"), t("cm_private"), t("cm_anonymous"), t("report_givers"))
    return [Fact(name, number) for name, number in zip(names, row.one(), strict=True)]


def by_value(chat: Chat) -> Section:
    """How many thanks named each value."""
    count = func.count()
    query = select(Kudos.value, count).where(_lately(chat)).group_by(Kudos.value)
    rows = chat.db.execute(query.order_by(count.desc(), Kudos.value)).all()
    facts = [Fact(t("cm_value", value=value), number) for value, number in rows if value]
    facts += [Fact(t("cm_no_value"), number) for value, number in rows if not value]
    return Section(t("cm_by_value"), facts)


def _lately(chat: Chat) -> ColumnElement[bool]:
    return and_(Kudos.shown > chat.now - LOOK_BACK, Kudos.shown <= chat.now)


def flag_facts(chat: Chat, settings: KudosSettings) -> list[Fact]:
    """What repeats itself, with the numbers by which it can be removed."""
    found = flags(chat.db, settings, chat.now, MOST_FLAGS, manager(chat))
    people = chat.people({id_ for one in found for id_ in (one.giver, one.to) if id_})
    return [
        Fact(_whose(one, people), t("flag_numbers", count=one.count, numbers=one.shown))
        for one in found
    ]


def manager(chat: Chat) -> Person | None:
    """The asker, if they are community manager; what is anonymous is looked into by them alone."""
    return chat.person if Role.CM in chat.person.roles else None


def _whose(flag: Flag, people: Mapping[int, Person]) -> Text:
    """Whose thanks repeat themselves."""
    if flag.to is None:
        return t("flag_text", giver=people[flag.giver])
    return t("flag_pair", giver=people[flag.giver], to=people[flag.to])


def can_see(chat: Chat, kudos: Kudos) -> bool:
    """Whether the manager can know of a thank-you: all read it, or it is among what is flagged."""
    if kudos.shown > chat.now:
        return False
    if not kudos.private:
        return True
    found = flags(chat.db, chat.settings(KudosSettings), chat.now, MOST_FLAGS, manager(chat))
    return any(kudos.id in one.numbers for one in found)


@skill.button("remove", only=Role.CM)
def ask_which(chat: Chat) -> None:
    """Ask which thank-you is to be removed, and why."""
    chat.open(Removal)


@skill.command("cm kudos remove", Removal, only=Role.CM)
def remove_one(chat: Chat, form: Removal) -> None:
    """Remove a thank-you; its giver is told why."""
    number = _NUMBER.match(form.number)
    kudos = chat.db.get(Kudos, int(number[1]), with_for_update=True) if number else None
    if kudos is None or not can_see(chat, kudos):
        raise Refused(t("no_such_number"), field="number")
    giver = chat.people([kudos.giver]).get(kudos.giver) if kudos.giver else None
    to, lines = remove(chat, kudos)
    # All may read the audit, and there who hid something is not named.
    chat.audit(form.reason, about=None if kudos.anonymous or kudos.private else giver)
    if giver is not None:
        told = t("removed_yours", to=to, manager=chat.person)
        chat.send(Card(told, quote=form.reason, lines=[t("removed_why")]), to=giver)
    chat.whisper(Card(t("removed", to=to), lines=lines))
