"""Listing: what one has brought oneself, and what one sees to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from bot import Button, Card, Chat, Fact, Section, Text, t
from skills.feedback import showing, submitting
from skills.feedback.kinds import CLAIMED, OPEN, state_name
from skills.feedback.model import Item
from skills.feedback.settings import skill

MOST, SHOWN = 8, 5


@skill.command("feedback mine", reads=True)
def mine(chat: Chat) -> None:
    """Show what the asker sees to, and what came of what they brought."""
    me = chat.person.id
    claimed = _found(chat, (Item.claimed_by == me) & (Item.state == CLAIMED))
    brought = _found(chat, Item.brought_by == me)
    sections = [
        Section(t("mine_claimed"), facts(claimed)),
        Section(t("mine_brought"), facts(brought)),
    ]
    shown = [one for one in sections if one.facts]
    buttons = [
        Button(t("show_number", number=one.id), showing.more, one.id)
        for one in {one.id: one for one in (*claimed[:SHOWN], *brought[:SHOWN])}.values()
    ]
    buttons.append(Button(t("new"), submitting.new))
    chat.whisper(Card(t("mine") if shown else t("mine_none"), sections=shown, buttons=buttons))


def _found(chat: Chat, which: ColumnElement[bool]) -> Sequence[Item]:
    return chat.db.scalars(select(Item).where(which).order_by(Item.id.desc()).limit(MOST)).all()


def facts(items: Sequence[Item]) -> list[Fact]:
    """Items in a list: which, how far, and how they begin."""
    return [
        Fact(
            t("number", number=one.id),
            t("in_list", state=_state(one), words=showing.short(one.words)),
        )
        for one in items
    ]


@skill.home_tab
def home(chat: Chat) -> Card | None:
    """What somebody sees to, on their home; None where that is nothing."""
    me = chat.person.id
    claimed = _found(chat, (Item.claimed_by == me) & (Item.state == CLAIMED))
    if not claimed:
        return None
    buttons = [Button(t("show_number", number=one.id), showing.more, one.id) for one in claimed[:3]]
    return Card(t("home", count=len(claimed)), facts=facts(claimed[:3]), buttons=buttons)


def _state(one: Item) -> Text:
    # Nobody is asked to see to what has no card: it is no open matter.
    waits_for_nobody = one.state == OPEN and not one.channel and one.root is None
    return t("state_counted") if waits_for_nobody else state_name(one.state)
