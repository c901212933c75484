"""The card of customers' words: who says what, and who sees to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from bot import Button, Card, Chat, Text, t
from skills.feedback import answering, claiming, linking, routing, showing
from skills.feedback.kinds import MODEL, intent_name, stars, who_name
from skills.feedback.model import Customer, Item

# What is longer is cut in a channel, and read whole behind a button.
SHOWN = 700


def card_of(chat: Chat, item: Item) -> Card:
    """The card of some words as it stands now."""
    return _card(item, title_of(chat, item), lines_of(chat, item))


def _card(item: Item, title: Text, lines: Sequence[Text]) -> Card:
    cut = len(item.words) > SHOWN
    return Card(
        title,
        quote=f"{item.words[:SHOWN].rstrip()}…" if cut else item.words,
        lines=lines,
        buttons=buttons_of(item),
        about=item.id,
        words_of=[item.brought_by] if item.brought_by else [],
    )


def first_card(item: Item, customer: Customer | None, tags: Sequence[str]) -> Card:
    """The card of words that have just come: nobody has done anything about them."""
    lines = [*_about(item, tags), t("stands_open", number=item.id)]
    return _card(item, _title(item, _called(customer)), lines)


def title_of(chat: Chat, item: Item) -> Text:
    """Who says it, how they rate it, and what it is meant for."""
    return _title(item, customer_of(chat, item))


def _title(item: Item, who: Text | str) -> Text:
    return t(
        "card",
        who=who,
        kind=who_name(item.who),
        intent=t("card_intent", intent=intent_name(item.intent)) if item.intent else "",
        stars=f" {stars(item.rating)}" if item.rating else "",
        urgent=t("urgent") if item.urgent else "",
    )


def customer_of(chat: Chat, item: Item) -> Text | str:
    """By what name somebody outside is called here."""
    return _called(chat.db.get(Customer, item.customer) if item.customer else None)


def _called(customer: Customer | None) -> Text | str:
    return customer.name if customer and customer.name else t("somebody_outside")


def _about(item: Item, tags: Sequence[str]) -> list[Text]:
    about = [item.product] if item.product else []
    what = [*about, *(f"#{one}" for one in tags)]
    return [t("card_about", what=what)] if what else []


def lines_of(chat: Chat, item: Item) -> list[Text]:
    """What it is about, how many say the same, and how far it has come."""
    tags = routing.tags_of(chat.db, [item.id]).get(item.id, [])
    lines = _about(item, tags)
    others = _others(chat, item)
    if others:
        lines.append(t("card_others", count=others))
    if ideas := linking.ideas_of(chat, item):
        lines.append(t("card_ideas", ideas=ideas))
    if item.told_by == MODEL:
        lines.append(t("card_by_model"))
    return [*lines, stands(chat, item)]


def _others(chat: Chat, item: Item) -> int:
    query = select(func.count(Item.id)).where(Item.root == item.id)
    return chat.db.scalar(query) or 0


def stands(chat: Chat, item: Item) -> Text:
    """Who sees to it, or what came of it."""
    who = chat.people([item.claimed_by or 0]).get(item.claimed_by or 0) or t("somebody_here")
    match item.state:
        case "open":
            return t("stands_open", number=item.id)
        case "claimed":
            way = answering.on_its_way(chat, item)
            if way is not None:
                return t("stands_answering", number=item.id, who=who, how=way)
            return t("stands_claimed", number=item.id, who=who)
        case "answered":
            return t("stands_answered", number=item.id, how=answering.last(chat, item))
    return t("stands_done", number=item.id, who=who)


def buttons_of(item: Item) -> list[Button]:
    """What can be done with it now, and all there is to it."""
    return [*acts_of(item), Button(t("more"), showing.more, item.id)]


def acts_of(item: Item) -> list[Button]:
    """What can be done with it now."""
    answer = Button(t("answer"), answering.ask, item.id)
    done = Button(t("done"), claiming.done, item.id)
    match item.state:
        case "open":
            return [Button(t("claim"), claiming.claim, item.id), answer, done]
        case "claimed":
            return [answer, done, Button(t("let_go"), claiming.let_go, item.id)]
        case "answered":
            return [done, answer]
    return [Button(t("reopen"), claiming.reopen, item.id)]
