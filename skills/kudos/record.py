"""The record: what somebody received and gave, and what waits for its day; for them alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot import Button, Card, Chat, Fact, Person, Section, t
from skills.kudos import finding
from skills.kudos.allowance import left_today
from skills.kudos.giving import thank
from skills.kudos.model import Kudos
from skills.kudos.naming import by, givers, whom
from skills.kudos.settings import skill
from skills.kudos.sheet import send_file
from skills.kudos.undoing import take_back

STORIES = 5
WAITING = 3


@skill.command("kudos mine", reads=True)
def mine(chat: Chat) -> None:
    """Show somebody their own record."""
    waiting = finding.scheduled(chat.db, chat.person, chat.now, STORIES)
    to = finding.thanked(chat.db, waiting, chat.now)
    buttons = [
        Button(t("take_back_of", to=to[one.id]), take_back, one.id) for one in waiting[:WAITING]
    ]
    buttons.append(Button(t("as_file"), send_file))
    sections = [received(chat), given(chat), Section(t("sheet_waits"), waits(waiting, to))]
    sections = [one for one in sections if one.facts]
    chat.whisper(Card(t("mine_title"), facts=own_figures(chat), sections=sections, buttons=buttons))


def received(chat: Chat) -> Section:
    """The latest thanks that the asker received."""
    latest = finding.received(chat.db, chat.person, chat.now, STORIES)
    named = givers(chat, latest)
    facts = []
    for one in latest:
        giver = by(one, named.get(one.id))
        day = day_of(chat, one)
        told = t("mine_private" if one.private else "mine_story", when=day, giver=giver)
        facts.append(Fact(told, one.message))
    count = finding.count_received(chat.db, chat.person, chat.now)
    title = t("mine_received_latest", shown=len(latest), count=count)
    return Section(title if count > len(latest) else t("mine_received"), facts)


def given(chat: Chat) -> Section:
    """The latest thanks that the asker gave."""
    latest = finding.given(chat.db, chat.person, chat.now, STORIES)
    to = finding.thanked(chat.db, latest, chat.now)
    facts = [
        Fact(t("mine_gave", when=day_of(chat, one), to=whom(one, to[one.id])), one.message)
        for one in latest
    ]
    count = finding.count_given(chat.db, chat.person, chat.now)
    title = t("mine_given_latest", shown=len(latest), count=count)
    return Section(title if count > len(latest) else t("mine_given"), facts)


def waits(waiting: Sequence[Kudos], to: Mapping[int, Sequence[Person]]) -> list[Fact]:
    """What the asker wrote for a later day."""
    return [
        Fact(t("mine_waits", when=one.shown, to=whom(one, to[one.id])), one.message)
        for one in waiting
    ]


def day_of(chat: Chat, kudos: Kudos) -> date:
    """The day of a thank-you on the asker's own calendar."""
    return kudos.shown.astimezone(chat.person.clock).date()


def own_figures(chat: Chat) -> list[Fact]:
    """How many thanks the asker received, gave, and has left to give today."""
    return [
        Fact(t("mine_received"), finding.count_received(chat.db, chat.person, chat.now)),
        Fact(t("mine_given"), finding.count_given(chat.db, chat.person, chat.now)),
        Fact(t("mine_left"), left_today(chat)),
    ]


@skill.home_tab
def home_tab(chat: Chat) -> Card:
    """Somebody's own thanks in figures, and the way to give one."""
    return Card(t("home"), facts=own_figures(chat), buttons=[Button(t("thank"), thank)])
