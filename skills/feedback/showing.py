"""Showing: all there is to some words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from bot import Button, Card, Chat, Fact, Refused, Section, Text, t
from skills.feedback import answering, cards, correcting, drafting, grouping, linking, public
from skills.feedback.kinds import intent_name
from skills.feedback.model import Answer, Item
from skills.feedback.settings import skill

MOST = 5
SHORT = 150


def find(chat: Chat, item_id: int | None, *, held: bool = False) -> Item:
    """The words of this number, for this one alone to change if `held`; Refused if gone."""
    found = chat.db.get(Item, item_id or 0, with_for_update=held or None)
    if found is None:
        raise Refused(t("gone"))
    return found


def head_of(chat: Chat, item_id: int | None, *, held: bool = False) -> Item:
    """The words of this number, or those with which they are counted."""
    found = find(chat, item_id, held=held)
    return find(chat, found.root, held=held) if found.root else found


def redraw(chat: Chat, item: Item) -> None:
    """Bring the card of some words up to date, if they have one."""
    if item.channel:
        chat.update(cards.card_of(chat, item))


@skill.button("more", reads=True)
def more(chat: Chat, item_id: int) -> None:
    """Show all of the words, what says the same, and what was answered."""
    item = head_of(chat, item_id)
    sections = [one for one in (_same(chat, item), _answers(chat, item)) if one]
    buttons = [
        # Who comes from a list does not have the card at hand.
        *cards.acts_of(item),
        *drafting.buttons(chat, item),
        Button(t("intent_change"), correcting.ask, item.id),
        *([Button(t("link_idea"), linking.ask, item.id)] if chat.offers(linking.IDEA) else []),
        *public.buttons(chat, item),
        *(
            Button(t("take_out", number=one.id), grouping.take_out, one.id)
            for one in same(chat, item)[:MOST]
        ),
    ]
    facts = [
        Fact(t("fact_came"), item.came),
        Fact(t("fact_source"), item.source),
        *([Fact(t("fact_link"), item.link)] if item.link else []),
    ]
    lines = cards.lines_of(chat, item)
    chat.whisper(
        Card(
            cards.title_of(chat, item),
            quote=item.words,
            lines=lines,
            facts=facts,
            sections=sections,
            buttons=buttons,
        )
    )


def same(chat: Chat, item: Item) -> Sequence[Item]:
    """What says the same and is counted with it."""
    query = select(Item).where(Item.root == item.id).order_by(Item.id)
    return chat.db.scalars(query).all()


def group(chat: Chat, item: Item) -> list[Item]:
    """Some words and all that says the same."""
    return [item, *same(chat, item)]


def _same(chat: Chat, item: Item) -> Section | None:
    found = same(chat, item)
    facts = [Fact(t("number", number=one.id), short(one.words)) for one in found[:MOST]]
    return Section(t("same_too", count=len(found)), facts) if facts else None


def _answers(chat: Chat, item: Item) -> Section | None:
    query = select(Answer).join(Item).where(or_(Item.id == item.id, Item.root == item.id))
    found = chat.db.scalars(query.order_by(Answer.id.desc()).limit(MOST)).all()
    people = chat.people(one.by for one in found if one.by)
    facts = [
        Fact(
            t("answer_by", who=people.get(one.by or 0) or t("somebody_here")),
            t("answer_line", how=answering.state_of(one), words=short(one.words)),
        )
        for one in found
    ]
    return Section(t("answers"), facts) if facts else None


def short(words: str) -> str:
    """The beginning of some words, in a line."""
    line = " ".join(words.split())
    return line if len(line) <= SHORT else f"{line[:SHORT].rstrip()}…"


def about(item: Item) -> Text:
    """What some words are, in a line of a list."""
    return t("item_line", number=item.id, intent=intent_name(item.intent), words=short(item.words))
