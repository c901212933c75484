"""What comes again is counted with the first, also among many; what needs its own answer is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Chat, Line
from bot.insight.language import Pieces
from bot.testing import WORKSPACE, Team
from skills.feedback import filing, skill
from skills.feedback.heard import Heard
from skills.feedback.importing import AT_ONCE, TITLES, take
from skills.feedback.model import Item

LATE = "The delivery of my cargo bike was late again and nobody called me, I am disappointed."
AGAIN = "Hello, teh delivery of my cargo bike was late again and nobody caled me, disappointed"
TURNED = "The delivery of my cargo bike was not late again and nobody called me, I am disappointed."
ORDER = "Where is my order {}? I ordered a cargo bike three weeks ago."


def files(team: Team, *some: Heard) -> None:
    def job(db: Session) -> None:
        chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)
        filing.keep_all(chat, some, "shop")

    team.app.database.write_now(job)


def roots(team: Team) -> Sequence[int | None]:
    query = sa.select(Item.root).order_by(Item.id)
    return team.app.database.read_now(lambda db: list(db.scalars(query)))


def imports(team: Team, words: Sequence[str]) -> None:
    lines = [Line(n, dict.fromkeys(TITLES, "") | {"text": one}) for n, one in enumerate(words)]

    def job(db: Session) -> list[Any]:
        return list(take(Chat(db, team.now, WORKSPACE, skill.name, team.app.house), lines))

    team.app.database.write_now(job)


def test_among_many_a_copy_is_counted_with_the_first(team: Team) -> None:
    others = [Heard(f"The {one} is fine with us.", one) for one in ("lamp", "saddle", "bell")]
    files(team, Heard(LATE, "1"), *others, Heard(AGAIN, "2"), Heard(TURNED, "3"))
    assert roots(team) == [None, None, None, None, 1, None]


def test_what_came_too_late_to_be_shown_hides_nothing_that_is_said_today(team: Team) -> None:
    long_ago = Heard(LATE, "1", said=team.now - timedelta(days=60))
    files(team, long_ago, replace(long_ago, key="2"))
    files(team, Heard(LATE, "3"))
    files(team, Heard(AGAIN, "4"))
    assert roots(team) == [None, 1, None, 3]


def test_in_a_long_file_a_copy_is_found_far_from_the_first(team: Team) -> None:
    team.app.house.likeness("feedback").coder = Pieces
    imports(team, [LATE, *(f"Thing{n} thung{n * 7} thang{n * 3}." for n in range(AT_ONCE)), AGAIN])
    assert roots(team)[-1] == 1


@pytest.mark.parametrize(
    ("changed", "root"),
    [
        ({"intent": "praise"}, None),
        ({"rating": 5}, None),
        ({"rating": 1}, 1),
        ({"words": AGAIN}, 1),
    ],
)
def test_what_a_source_or_stars_say_outranks_the_words(
    team: Team, changed: dict[str, Any], root: int | None
) -> None:
    first = Heard(LATE, "1", rating=2, intent="complaint")
    files(team, first, replace(first, key="2", **changed))
    assert roots(team) == [None, root]


def test_customers_whom_we_know_get_an_answer_on_their_own_order(team: Team) -> None:
    known = [Heard(ORDER.format(n), str(n), address=f"c{n}@example.com") for n in (41234, 45678)]
    files(team, *known, Heard(ORDER.format(49999), "3"))
    first, second, unknown = roots(team)
    assert first is second is None
    assert unknown in (1, 2)
