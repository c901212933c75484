"""Routing: which words go to which channel."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Chat, any_of, bare, split
from skills.feedback.kinds import HIGHEST, PRAISE
from skills.feedback.model import Item, Rule, Tag
from skills.feedback.settings import FeedbackSettings

# By so many weeks it is foretold how much would come.
WEEKS = 4
AT_ONCE = 10_000


def rules(db: Session) -> Sequence[Rule]:
    """All rules that are in use, the first of which counts."""
    return db.scalars(select(Rule).where(Rule.active).order_by(Rule.id)).all()


def channel_for(chat: Chat, known: Sequence[Rule], item: Item, tags: Collection[str]) -> str:
    """The channel of the first rule that fits; without rules, the company's for most of it.

    Empty for praise, and what no rule is for: it is counted all the same.
    """
    found = next((one.channel for one in known if fits(one, item, tags)), "")
    if found or known:
        return found
    needs = item.intent != PRAISE or item.urgent
    return chat.settings(FeedbackSettings).channel if needs else ""


def fits(rule: Rule, item: Item, tags: Collection[str]) -> bool:
    """Whether a rule is for these words."""
    asked = ((rule.source, item.source), (rule.who, item.who), (rule.intent, item.intent))
    if any(wanted and wanted != there for wanted, there in asked):
        return False
    if rule.theme and rule.theme not in tags:
        return False
    if rule.words and not any_of(bare(item.words), split(rule.words)):
        return False
    return _rated(rule, item.rating)


def _rated(rule: Rule, rating: int | None) -> bool:
    if (rule.lowest, rule.highest) == (0, HIGHEST):
        return True
    return rating is not None and rule.lowest <= rating <= rule.highest


def a_week(chat: Chat, rule: Rule) -> tuple[float, float]:
    """How many a week would have gone there, by the last four; how many earlier rules take."""
    since = chat.now - timedelta(weeks=WEEKS)
    before = [one for one in rules(chat.db) if one.id < rule.id]
    query = select(Item).where(Item.came >= since, Item.root.is_(None))
    items = chat.db.scalars(query).all()
    tags = tags_of(chat.db, [one.id for one in items])
    fitting = [one for one in items if fits(rule, one, tags.get(one.id, ()))]
    taken = sum(any(fits(other, one, tags.get(one.id, ())) for other in before) for one in fitting)
    return (len(fitting) - taken) / WEEKS, taken / WEEKS


def tags_of(db: Session, items: Iterable[int]) -> dict[int, list[str]]:
    """The themes and tags of some items."""
    found: dict[int, list[str]] = {}
    ids = list(items)
    query = select(Tag.item_id, Tag.tag).order_by(Tag.item_id, Tag.tag)
    # PostgreSQL takes 65,535 values at most.
    for start in range(0, len(ids), AT_ONCE):
        some = Tag.item_id.in_(ids[start : start + AT_ONCE])
        for item_id, tag in db.execute(query.where(some)):
            found.setdefault(item_id, []).append(tag)
    return found
