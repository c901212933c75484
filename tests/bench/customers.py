"""Customers' words: how long it takes until very many are filed and routed, and then read."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot import Chat, Line
from bot.delivery.queue import queue_effects
from bot.testing import WORKSPACE, Team
from skills.feedback import skill
from skills.feedback.importing import TITLES, take
from skills.feedback.model import Rule
from tests.bench.ideas import words_of
from tests.bench.rows import Row
from tests.bench.thanks import Fresh

MANY, CUSTOMERS, FEW = 10_000, 2_000, 10


def filing(kind: str, fresh: Fresh, _slack: object = None) -> Iterator[Row]:
    """From lines that are read to rows that are committed; a tenth of them is read and posted.

    The others are read behind that, while people are answered.
    """
    with Team([skill], database_url=fresh()) as team:

        def job(db: object) -> float:
            chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)  # type: ignore[arg-type]
            _company(chat)
            began = time.perf_counter()
            told = list(take(chat, lines()))
            assert sum(one.new is not None for one in told) == MANY
            took = time.perf_counter() - began
            _queue(chat)
            return took

        took = team.app.database.write_now(job)
        yield Row(f"{MANY:,} customers' words filed on {kind}", took, "s", 20)
        began = time.perf_counter()
        team.tick(timedelta())
        read = time.perf_counter() - began
    yield Row(f"those of them that are old read behind that on {kind}", read, "s", 120)


def _queue(chat: Chat) -> None:
    """Have the rest read, and nothing posted."""
    *_, rest = chat.effects
    queue_effects(
        chat.db.connection(),
        [rest],
        cause="import",
        workspace=chat.workspace,
        skill=chat.skill,
        now=chat.now,
        router=chat.house.router,
    )


def _company(chat: Chat) -> None:
    """Themes and rules, as many as a company may have."""
    words = "invoic*, bill, fattur*, bolletta"
    for one in range(FEW):
        chat.themes.make(f"theme{one}", f"{words}, word{one}")
    rules = [
        Rule(channel=f"#team{one}", theme=f"theme{one}", made=chat.now, active=True)
        for one in range(FEW)
    ]
    chat.db.add_all([*rules, Rule(channel="#customers", made=chat.now, active=True)])
    chat.db.flush()


def lines() -> Sequence[Line]:
    """What customers say, in words that nobody has put together before."""
    chance = random.Random(3)
    return [_line(chance, number) for number in range(MANY)]


def _line(chance: random.Random, number: int) -> Line:
    cells = {
        "text": words_of(chance),
        "rating": str(chance.randint(1, 5)),
        "name": f"Customer {chance.randrange(CUSTOMERS)}",
        "said": "2026-11-22" if number % 10 == 0 else "2026-09-01",
    }
    return Line(number, {**dict.fromkeys(TITLES, ""), **cells})
