"""Asking: words that were read uncertainly are read by a language model, where there is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from bot import Chat, Period, Prompt, Work, daily, lures
from skills.feedback import believing, controls, correcting, doubting
from skills.feedback.believing import Label
from skills.feedback.kinds import OPEN
from skills.feedback.model import Customer, Item
from skills.feedback.settings import FeedbackSettings, skill

# What comes within so long is asked about together; who gets no answer is asked about once more.
SOON, ONCE_MORE = timedelta(minutes=10), timedelta(hours=12)
# What came, or was said, longer ago than this is left to people.
LATELY, NEWS = timedelta(days=3), timedelta(days=7)
# So much in a call, where there is room for the controls, too.
MOST, MOST_SIGNS = 13, 20_000
PROMPT: Final = Prompt(
    "feedback_label",
    "Each text is what a customer, a partner or anybody else outside said to or of a company."
    " 'sentiment' is how they feel about the company in it; mind irony and negation."
    " 'intent' is what they want: 'help' asks for help or information, 'complaint' says that"
    " something is bad, 'improvement' wishes for something new or better, 'praise' says that"
    " something is good, 'opportunity' offers a use, a market or to work together, 'none' is none"
    " of these. 'urgent' is 'yes' only where people or much money come to harm, or a customer"
    " leaves, if nobody does anything today.",
    Label,
)


def begin(chat: Chat, items: Sequence[Item]) -> None:
    """Have a model asked soon about what is uncertain of what has just come."""
    if not any(_is_due(chat, one) for one in items) or not chat.can_ask:
        return
    # Whoever came first within that time has had it done for all, unless it was old.
    there = Item.came > chat.now - SOON, Item.said >= chat.now - NEWS, Item.asked.is_(None)
    new = Item.id.not_in([one.id for one in items])
    others = exists().where(*there, doubting.is_uncertain(), new)
    if not chat.db.scalar(select(others)):
        chat.later(gather, at=chat.now + SOON)


def _is_due(chat: Chat, item: Item) -> bool:
    unsure = item.root is None and item.sentiment_sure > 0
    unsure = unsure and min(item.sentiment_sure, item.intent_sure) < doubting.SURE
    return unsure and item.said >= chat.now - NEWS


@skill.job("gather_uncertain")
def gather(work: Work) -> None:
    """Have a model asked about what nobody was asked about yet."""
    work.write(_hand_out)


@skill.post("labels", daily(at="04:00"), upkeep=True)
def every_night(chat: Chat, _day: Period) -> None:
    """Have a model asked about what is uncertain still."""
    _hand_out(chat, again=True)


def _hand_out(chat: Chat, *, again: bool = False) -> None:
    """Note for some words that they are asked about, and have that done."""
    left = chat.settings(FeedbackSettings).asked_a_day - _asked_today(chat)
    if left <= 0 or not chat.can_ask:
        return
    long_ago = Item.asked < chat.now - ONCE_MORE
    waits = or_(Item.asked.is_(None), long_ago) if again else Item.asked.is_(None)
    lately = Item.came >= chat.now - LATELY, Item.said >= chat.now - NEWS
    query = doubting.waiting().where(waits, *lately).limit(left)
    found = chat.db.scalars(query.with_for_update(of=Item, skip_locked=True)).all()
    for one in found:
        one.asked = chat.now
    # What speaks to a machine is for people alone.
    for some in batches([one for one in found if not lures(one.words)]):
        chat.later(label, ",".join(str(one.id) for one in some))


def _asked_today(chat: Chat) -> int:
    here = chat.now.astimezone(chat.house.company.clock)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(func.count(Item.id)).where(Item.asked >= midnight)
    return chat.db.scalar(query) or 0


def batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Words for a call each: of one source, so that nobody can speak for those of another."""
    by_source: dict[str, list[Item]] = defaultdict(list)
    for one in items:
        by_source[one.source].append(one)
    for every in by_source.values():
        some: list[Item] = []
        for one in every:
            signs = sum(len(other.words) for other in (*some, one))
            if len(some) == MOST or signs > MOST_SIGNS:
                yield some
                some = []
            some.append(one)
        yield some


@skill.job("label_uncertain")
def label(work: Work, numbers: str) -> None:
    """Ask a model about some words, and take over what it says where it may be believed."""
    words = work.read(partial(_words, numbers=numbers))
    if not words or not work.can_ask:
        return
    names = work.read(partial(_names, items=list(words)))
    sent = controls.beside(list(words.values()))
    found = work.ask(PROMPT, sent.texts, names=names)
    if sent.are_right(found):
        said = dict(zip(words, sent.others(found), strict=True))
        work.write(partial(_take_over, said=said))


def _words(db: Session, numbers: str) -> dict[int, str]:
    ids = [int(one) for one in numbers.split(",")]
    query = select(Item.id, Item.words).where(Item.id.in_(ids), doubting.is_uncertain())
    return dict(db.execute(query.order_by(Item.id)).all())


def _names(db: Session, items: Sequence[int]) -> Sequence[str]:
    query = select(Customer.name).join(Item, Item.customer == Customer.id)
    return db.scalars(query.where(Item.id.in_(items), Customer.name != "").distinct()).all()


def _take_over(chat: Chat, said: Mapping[int, Label | None]) -> None:
    """Label what is uncertain still: somebody may have put it right meanwhile."""
    query = doubting.waiting().where(Item.id.in_([id_ for id_, one in said.items() if one]))
    held = query.with_for_update(of=Item).execution_options(populate_existing=True)
    for item in chat.db.scalars(held).all():
        answer = said[item.id]
        if answer is None or not believing.believe(item, answer):
            continue
        chat.db.flush()
        if item.channel or item.state == OPEN:
            correcting.show(chat, item)
