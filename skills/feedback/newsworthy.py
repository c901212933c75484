"""Newsworthy: what customers said in a week that was other than usual, with some of their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Button, Move, Step, Suggestion, Surprise, Text, Weeks, t, usual
from skills.feedback import doubting, managing, showing
from skills.feedback.kinds import NEGATIVE, PRAISE, SENTIMENTS
from skills.feedback.model import Item, Source, Tag
from skills.feedback.settings import skill

# How much was said, and of what, is one piece of news.
SAID, FELT = "said", "felt"
RANK = 2


def look() -> Button:
    """The button that shows all of it."""
    return Button(t("waits_words"), managing.overview)


@skill.moves
def said(db: Session, weeks: Weeks) -> Sequence[Move]:
    """How much was said."""
    counts = weeks.counted(db, Item.came, select(func.count(Item.id)))
    found = weeks.judged(counts)
    if not found or not found.moved():
        return []
    what = t("moved_said", count=counts[-1], usual=usual(found))
    why = _about(db, weeks, up=found.deviations > 0)
    chart = weeks.chart(t("moved_said_chart"), counts)
    quote = _latest(db, weeks) if found.deviations > 0 else ""
    return [Move(what, found.deviations, why, quote, chart, look(), SAID)]


def _about(db: Session, weeks: Weeks, *, up: bool) -> Text:
    """The theme of which more was said, or less, by more than usual; else the product."""
    tags = select(Tag.tag.label("thing"), func.count()).join(Item, Item.id == Tag.item_id)
    by_theme = weeks.counted_by(db, Item.came, tags)
    if best := _most(weeks, by_theme, up=up):
        name, found = best
        return t("moved_tag", name=name, now=by_theme[name][-1], usual=round(found.usual))
    products = select(Item.product.label("thing"), func.count(Item.id)).where(Item.product != "")
    by_product = weeks.counted_by(db, Item.came, products)
    if best := _most(weeks, by_product, up=up):
        name, found = best
        return t("moved_product", name=name, now=by_product[name][-1], usual=round(found.usual))
    return t("moved_of_nothing")


def _most(
    weeks: Weeks, counts: Mapping[str, Sequence[int]], *, up: bool
) -> tuple[str, Surprise] | None:
    """What moved most one way, by more than usual among so many."""
    judged = {name: one for name, each in counts.items() if (one := weeks.judged(each))}
    news = {name: one for name, one in judged.items() if one.moved(len(judged))}
    same_way = [name for name, one in news.items() if (one.deviations > 0) == up]
    best = max(same_way, key=lambda name: abs(news[name].deviations), default=None)
    return None if best is None else (best, news[best])


def _latest(db: Session, weeks: Weeks, tag: str = "") -> str:
    """Somebody's latest words, or those on a theme."""
    query = select(Item.words).where(weeks.in_week(Item.came), Item.root.is_(None))
    if tag:
        query = query.join(Tag, Tag.item_id == Item.id).where(Tag.tag == tag)
    return showing.short(db.scalars(query.order_by(Item.id.desc()).limit(1)).first() or "")


@skill.moves
def about(db: Session, weeks: Weeks) -> Sequence[Move]:
    """The theme that rises most."""
    query = select(Tag.tag.label("thing"), func.count()).join(Item, Item.id == Tag.item_id)
    by_theme = weeks.counted_by(db, Item.came, query)
    best = _most(weeks, by_theme, up=True)
    if best is None:
        return []
    name, found = best
    what = t("moved_theme", name=name, count=by_theme[name][-1], usual=usual(found))
    chart = weeks.chart(t("moved_theme_chart", name=name), by_theme[name])
    return [Move(what, found.deviations, None, _latest(db, weeks, name), chart, look(), SAID)]


@skill.moves
def felt(db: Session, weeks: Weeks) -> Sequence[Move]:
    """Which share is discontented, of those of whom it is known."""
    query = select(doubting.felt().label("thing"), func.count(Item.id))
    by_feeling = weeks.counted_by(db, Item.came, query)
    known = [by_feeling.get(one, [0] * len(weeks.all)) for one in SENTIMENTS]
    bad = by_feeling.get(NEGATIVE, [0] * len(weeks.all))
    parts = [(one, sum(each)) for one, *each in zip(bad, *known, strict=True)]
    found = weeks.judged_share(parts)
    if not found or not found.moved():
        return []
    shares = [round(100 * part / of) if of else None for part, of in parts]
    percent = {"percent": shares[-1] or 0, "usual": round(100 * found.usual)}
    why = _complaint(db, weeks) if found.deviations > 0 else None
    chart = weeks.chart(t("moved_felt_chart"), shares)
    what = t("moved_felt", **percent)
    return [Move(what, found.deviations, why, chart=chart, open=look(), kind=FELT)]


def _complaint(db: Session, weeks: Weeks) -> Text | None:
    """The theme that most of the discontented speak of."""
    count = func.count()
    query = select(Tag.tag, count).join(Item, Item.id == Tag.item_id)
    query = query.where(weeks.in_week(Item.came), doubting.felt() == NEGATIVE).group_by(Tag.tag)
    best = db.execute(query.order_by(count.desc(), Tag.tag).limit(1)).first()
    return t("moved_felt_why", name=best[0], count=best[1]) if best else None


@skill.begins
def begins(db: Session) -> Step:
    """The first source that is connected, or the first words that somebody brought."""
    there = any(db.scalar(select(one.id).limit(1)) is not None for one in (Source, Item))
    return Step(t("step_first"), there)


@skill.suggests
def suggests(db: Session, weeks: Weeks) -> Sequence[Suggestion]:
    """To tell the team how many customers praised it, of what everybody may read."""
    there = Item.intent == PRAISE, Item.open_to_all, weeks.in_week(Item.came)
    count = db.scalar(select(func.count(Item.id)).where(*there)) or 0
    if not count:
        return []
    product = select(Item.product, func.count()).where(*there, Item.product != "")
    order = func.count().desc(), Item.product
    best = db.execute(product.group_by(Item.product).order_by(*order).limit(1)).first()
    words = t("say_praise", count=count)
    if best and best[1] > 1:
        words = t("say_praise_product", count=count, product=best[0])
    why = t("say_praise_why", count=count)
    return [Suggestion(weeks.week.first.toordinal(), words, why, RANK)]
