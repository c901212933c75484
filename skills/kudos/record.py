"""The record: what somebody received and gave, and what waits for its day; for them alone."""

from __future__ import annotations

from bot import Button, Card, Chat, Fact, Text, t
from skills.kudos import finding
from skills.kudos.allowance import left_today
from skills.kudos.giving import thank
from skills.kudos.naming import by, givers
from skills.kudos.settings import skill
from skills.kudos.sheet import send_file
from skills.kudos.undoing import take_back

STORIES = 5
WAITING = 3


@skill.command("kudos mine", reads=True)
def mine(chat: Chat) -> None:
    """Show somebody their own record."""
    waiting = finding.scheduled(chat.db, chat.person, chat.now, STORIES)
    to = finding.thanked(chat, waiting)
    lines = [t("mine_waits", to=to[one.id], when=one.shown, message=one.message) for one in waiting]
    buttons = [
        Button(t("take_back_of", to=to[one.id]), take_back, one.id) for one in waiting[:WAITING]
    ]
    buttons.append(Button(t("as_file"), send_file))
    facts = own_figures(chat)
    lines = [*received(chat), *given(chat), *lines]
    chat.whisper(Card(t("mine_title"), lines=lines, facts=facts, buttons=buttons))


def received(chat: Chat) -> list[Text]:
    """The latest thanks that the asker received, a line each."""
    latest = finding.received(chat.db, chat.person, chat.now, STORIES)
    named = givers(chat, latest)
    return [
        t("mine_private", giver=by(one, named.get(one.id)), message=one.message)
        if one.private
        else t("mine_story", giver=by(one, named.get(one.id)), message=one.message)
        for one in latest
    ]


def given(chat: Chat) -> list[Text]:
    """The latest thanks that the asker gave, a line each."""
    latest = finding.given(chat.db, chat.person, chat.now, STORIES)
    to = finding.thanked(chat, latest)
    return [t("mine_gave", to=to[one.id], message=one.message) for one in latest]


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
