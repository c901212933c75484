"""Customers' words as a file, to sort and to count with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot import ORGANISERS, Card, Cell, Chat, Period, Sheet, t
from skills.feedback import routing
from skills.feedback.model import Customer, Item
from skills.feedback.settings import skill

COLUMNS = (
    *("number", "said", "came", "source", "who", "customer", "product", "rating", "intent"),
    *("urgent", "language", "tags", "state", "same as", "words", "link"),
)
AT_ONCE = 1_000


@skill.button("file", only=ORGANISERS)
def send_file(chat: Chat) -> None:
    """Send whoever asks all words as a file."""
    titles = [t(f"sheet_{one.replace(' ', '_')}") for one in COLUMNS]
    cells: list[list[Any]] = [
        ["" if row[one] is None else row[one] for one in COLUMNS] for row in rows(chat.db)
    ]
    file = Sheet(f"customers {chat.today.isoformat()}", titles, cells)
    chat.send(Card(t("sheet_sent"), file=file), to=chat.person)
    chat.whisper(t("file_sent"))


def rows(db: Session, period: Period | None = None) -> Iterator[dict[str, Cell]]:
    """A row for each of all words, or for those that came in a period."""
    last = 0
    within: list[ColumnElement[bool]] = []
    if period:
        within = [Item.came >= period.start_at, Item.came < period.end_at]
    while items := db.scalars(
        select(Item).where(Item.id > last, *within).order_by(Item.id).limit(AT_ONCE)
    ).all():
        names = _names(db, items)
        tags = routing.tags_of(db, [one.id for one in items])
        for one in items:
            yield {
                **_row(one),
                "customer": names.get(one.customer or 0, ""),
                "tags": ", ".join(tags.get(one.id, [])),
            }
        last = items[-1].id


def _names(db: Session, items: Sequence[Item]) -> dict[int, str]:
    ids = {one.customer for one in items if one.customer}
    return dict(db.execute(select(Customer.id, Customer.name).where(Customer.id.in_(ids))).all())


def _row(one: Item) -> dict[str, Cell]:
    return {
        "number": one.id,
        "said": one.said,
        "came": one.came,
        "source": one.source,
        "who": one.who,
        "product": one.product,
        "rating": one.rating,
        "intent": one.intent,
        "urgent": one.urgent,
        "language": one.language,
        "state": one.state,
        "same as": one.root,
        "words": one.words,
        "link": one.link,
        "intent sure": one.intent_sure,
        "feels": one.sentiment,
        "feels sure": one.sentiment_sure,
        "channel": one.channel,
    }
