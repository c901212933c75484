"""Filing: what was heard is kept once, told by theme, put beside what says the same, and routed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select

from bot import Chat, Said, Twins, language_of
from skills.feedback import (
    asking,
    cards,
    classing,
    customers,
    gone,
    routing,
    sources,
    themes,
    twice,
    understanding,
)
from skills.feedback.gone import Gone
from skills.feedback.heard import Heard
from skills.feedback.kinds import OPEN
from skills.feedback.model import Customer, Item, Rule, Tag, Unread
from skills.feedback.understanding import Understood


def keep_one(
    chat: Chat, heard: Heard, source: str, *, brought_by: int | None = None
) -> Item | None:
    """Keep one thing, beside what says the same; None if it was here before."""
    [item] = keep(chat, [heard], source, brought_by=brought_by)
    if item is not None:
        chat.learn(item.id, item.words)
    return item


def keep_all(chat: Chat, some: Sequence[Heard], source: str) -> None:
    """Keep what came together, each beside what says the same."""
    new = [one for one in keep(chat, some, source) if one is not None]
    chat.learn_new({one.id: one.words for one in new})


def keep(
    chat: Chat,
    some: Sequence[Heard],
    source: str,
    *,
    brought_by: int | None = None,
    twins: Twins | None = None,
) -> list[Item | None]:
    """Keep what was heard, and post what is new where it belongs; None for what was here before.

    With the same `twins` what is new is also put beside what was kept, and is not learnt yet.
    """
    new = _new(chat, some, source)
    # Only of these: a customer of whom nothing is kept would never be deleted.
    people = customers.of(chat, list(new.values()))
    told = understanding.understand(chat, list(new.values()))
    made = _items(chat, new, told, source, people)
    items, likely = list(made.values()), chat.house.company.languages
    for one in items:
        one.brought_by = brought_by
        one.language = one.language or language_of(one.words, likely)
    _store(chat, items, source)
    twice.put_beside(chat, items, twins or chat.twins())
    tags = tag(chat, {made[key].id: one for key, one in new.items()})
    _post(chat, items, tags, {one.id: one for one in people.values()})
    count_up(chat, items)
    chat.db.flush()
    asking.begin(chat, items)
    return [made.pop(one.key, None) for one in some]


def put_by(chat: Chat, some: Sequence[Heard], source: str) -> list[Item | None]:
    """Keep what was heard and needs nobody at once; what it says is read behind this.

    Until then only what its source, its rating and some words tell of it is known.
    """
    new = _new(chat, some, source)
    people = customers.of(chat, list(new.values()))
    made = _items(chat, new, understanding.for_now(list(new.values())), source, people)
    _store(chat, list(made.values()), source)
    if made:
        _note_tags(chat, {made[key].id: one.tags for key, one in new.items()})
        chat.db.execute(insert(Unread), [{"item_id": one.id} for one in made.values()])
    return [made.pop(one.key, None) for one in some]


def _new(chat: Chat, some: Sequence[Heard], source: str) -> dict[str, Heard]:
    """What was not here before, by its key."""
    known = _known(chat, source, [one.key for one in some])
    new: dict[str, Heard] = {}
    for one in some:
        if one.key not in known:
            new.setdefault(one.key, one)
    return new


def _items(
    chat: Chat,
    new: Mapping[str, Heard],
    told: Sequence[Understood],
    source: str,
    people: Mapping[str, Customer],
) -> dict[str, Item]:
    return {
        key: _item(chat, one, about, source, people.get(customers.mark_of(one)))
        for (key, one), about in zip(new.items(), told, strict=True)
    }


def _store(chat: Chat, items: Sequence[Item], source: str) -> None:
    chat.db.add_all(items)
    chat.db.flush()
    if items:
        sources.note(chat, source)


def _known(chat: Chat, source: str, keys: Sequence[str]) -> set[str]:
    query = select(Item.key).where(Item.source == source, Item.key.in_(keys))
    digests = {gone.digest(source, key): key for key in keys}
    forgotten = select(Gone.digest).where(Gone.digest.in_(digests))
    return {*chat.db.scalars(query), *(digests[one] for one in chat.db.scalars(forgotten))}


def _item(
    chat: Chat, heard: Heard, told: Understood, source: str, customer: Customer | None
) -> Item:
    return Item(
        words=heard.words,
        language=heard.language,
        who=heard.who,
        customer=customer.id if customer else None,
        product=heard.product,
        rating=heard.rating,
        intent=told.intent,
        intent_sure=told.intent_sure,
        sentiment=told.sentiment,
        sentiment_sure=told.sentiment_sure,
        urgent=told.urgent,
        told_by=told.told_by,
        open_to_all=heard.public,
        source=source,
        key=heard.key,
        link=heard.link,
        said=heard.said or chat.now,
        came=chat.now,
        workspace=chat.workspace,
        channel="",
        state=OPEN,
        since=chat.now,
        gist=sha256(classing.plain(heard.words).encode()).hexdigest(),
    )


def tag(chat: Chat, new: Mapping[int, Heard]) -> dict[int, list[str]]:
    """Let new things belong to the themes they speak of; returns what is told of each."""
    words = {id_: one.words for id_, one in new.items()}
    said = {id_: Said(one.said or chat.now, one.name) for id_, one in new.items()}
    told = chat.themes.join(words, said)
    found = {
        id_: list(dict.fromkeys([*themes.tags(chat, told.get(id_, ())), *one.tags]))
        for id_, one in new.items()
    }
    _note_tags(chat, found)
    return found


def _note_tags(chat: Chat, found: Mapping[int, Sequence[str]]) -> None:
    # What was put by may have some of them from its source, or from somebody who named a theme.
    there = routing.tags_of(chat.db, found)
    rows = [
        {"item_id": id_, "tag": tag}
        for id_, tags in found.items()
        for tag in tags
        if tag not in there.get(id_, ())
    ]
    if rows:
        chat.db.execute(insert(Tag), rows)


def _post(
    chat: Chat,
    items: Sequence[Item],
    tags: Mapping[int, Sequence[str]],
    customers_: Mapping[int, Customer],
) -> None:
    """Show each where a rule sends it, but what is counted with something else."""
    rules: Sequence[Rule] = routing.rules(chat.db)
    for item in items:
        if item.root is None and is_news(chat, item.said):
            item.channel = routing.channel_for(chat, rules, item, tags.get(item.id, ()))
    chat.db.flush()
    for item in items:
        if item.channel and item.root is None:
            customer = customers_.get(item.customer or 0)
            card = cards.first_card(item, customer, tags.get(item.id, ()))
            chat.say(card, to=item.channel)


def is_news(chat: Chat, said: datetime) -> bool:
    """Whether words may need somebody at once."""
    return said >= chat.now - twice.NEWS


def count_up(chat: Chat, items: Sequence[Item]) -> None:
    """Show on the cards that are there already with how many more words are counted now."""
    roots = {one.root for one in items if one.root is not None}
    # Held, and read anew: somebody may be saying at this moment that they see to it.
    held = select(Item).where(Item.id.in_(roots), Item.channel != "").order_by(Item.id)
    held = held.with_for_update().execution_options(populate_existing=True)
    for root in chat.db.scalars(held).all() if roots else ():
        if root not in items:
            chat.update(cards.card_of(chat, root))
