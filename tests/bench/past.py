"""A big company's last three months: thanks, ideas, votes and customers' words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.runtime.app import App
from skills.feedback.model import Item, Tag
from skills.ideas.model import Idea, Vote
from skills.kudos.model import Kudos, Recipient
from tests.bench import company
from tests.bench.belonging import NOW, WORKSPACE, pages

WEEKS = 13
# Of a hundred people so many thanks and votes a week; ideas, and words of customers, in all.
THANKS, VOTES, IDEAS, WORDS = 25, 20, 500, 1000
VALUES = ("Courage", "Care", "Craft", "")


def lived(piazza: App, people: int) -> None:
    """Let a company that is there have had three months."""
    for table, rows in _tables(people):
        for some in pages(rows, company.AT_ONCE):
            piazza.database.write_now(partial(_add, table=table, rows=some))
    with piazza.database.engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def _add(db: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    db.execute(sa.insert(table), rows)


def _tables(people: int) -> Iterator[tuple[Any, Iterable[dict[str, Any]]]]:
    thanks, votes = people * THANKS // 100, people * VOTES // 100
    yield Kudos, (_thank(n, people, thanks) for n in range(WEEKS * thanks))
    yield (
        Recipient,
        ({"kudos_id": n + 1, "person_id": n * 7 % people + 1} for n in range(WEEKS * thanks)),
    )
    yield Idea, (_idea(n, people) for n in range(WEEKS * IDEAS))
    yield Vote, (_vote(n, people, votes) for n in range(WEEKS * votes))
    yield Item, (_word(n) for n in range(WEEKS * WORDS))
    yield Tag, ({"item_id": n + 1, "tag": f"theme{n % 40}"} for n in range(WEEKS * WORDS))


def _at(number: int, a_week: int) -> datetime:
    """Evenly over the weeks before that Monday."""
    return NOW - timedelta(weeks=WEEKS) + number * timedelta(weeks=1) / a_week


def _thank(n: int, people: int, a_week: int) -> dict[str, Any]:
    at = _at(n, a_week)
    row = {
        "id": n + 1,
        "giver": n % people + 1,
        "message": "for the help",
        "given": at,
        "shown": at,
    }
    row |= {"value": VALUES[n % len(VALUES)], "workspace": WORKSPACE, "gist": f"{n:x}"}
    return row | {"private": n % 20 == 0, "anonymous": n % 30 == 0}


def _idea(n: int, people: int) -> dict[str, Any]:
    at = _at(n, IDEAS)
    row = {"id": n + 1, "words": f"Idea number {n}", "author": n % people + 1, "stage": "new"}
    return row | {"since": at, "posted": at, "workspace": WORKSPACE, "link": ""}


def _vote(n: int, people: int, a_week: int) -> dict[str, Any]:
    return {
        "idea_id": n // 100 % (WEEKS * IDEAS) + 1,
        "person_id": n % people + 1,
        "given": _at(n, a_week),
    }


def _word(n: int) -> dict[str, Any]:
    at = _at(n, WORDS)
    row = {"id": n + 1, "words": "It squeaks in the rain.", "language": "en", "who": "customer"}
    row |= {"product": f"Product {n % 12}", "intent": "complaint", "sentiment_sure": 90}
    row |= {"sentiment": ("negative", "neutral", "positive")[n % 3], "urgent": False}
    row |= {"open_to_all": False, "source": "shop", "key": str(n), "link": "", "said": at}
    row |= {"came": at, "workspace": WORKSPACE, "channel": "#customers", "state": "done"}
    return row | {"since": at, "gist": f"{n:x}"}
