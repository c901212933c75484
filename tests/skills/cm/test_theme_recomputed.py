"""All that a theme's card counts, once more from the raw tables, by plain loops.

Weeks begin at midnight of Monday in Rome: what is said on Sunday at 23:30 UTC is next week's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.testing import Member, Team
from skills.cm.theme_card import WEEKS
from skills.feedback.model import Item
from skills.ideas.model import Idea
from skills.kudos.model import Kudos
from tests.skills.cm.spoken import DAY, WEEK, Words, as_ideas, as_thanks, by_customers
from tests.skills.cm.test_theme_card import a_theme, card, colleagues, cora, team

__all__ = ["colleagues", "cora", "team"]
ROME = ZoneInfo("Europe/Rome")
ABOUT = ("The invoice of {} is wrong.", "La fattura di {} non torna.", "Billing in {} is a riddle.")
OTHER = ("The brakes squeal in {}.", "In mensa fa freddo a {}.")
PLACES = ("Rome", "Turin", "Milan")
EDGES = (timedelta(hours=22, minutes=30), timedelta(hours=23, minutes=30), timedelta(0))
# The clocks are put back in it.
FIRST = datetime(2026, 8, 17, tzinfo=UTC)

Row = tuple[str, datetime, object, str]


def moments(team: Team, dice: Random) -> datetime:
    days = (team.now - FIRST) // DAY
    # Late enough on the last day nothing was said yet.
    return FIRST + dice.randrange(days - 1) * DAY + dice.choice(EDGES)


def planted(team: Team, dice: Random, colleagues: list[Member]) -> None:
    """A random history of what was said of two things, by customers and by colleagues."""
    for _ in range(3):
        for plant, who in (
            (by_customers, ["Rita Lane", "Sara Riva", "Tom Hill", None]),
            (as_ideas, [*colleagues, None]),
        ):
            plant(team, [said(team, dice, dice.choice(who)) for _ in range(dice.randrange(9))])
        for how in ({}, {"private": True}, {"anonymous": True}):
            thanks = [said(team, dice, one) for one in colleagues[:3] if dice.random() < 0.5]
            as_thanks(team, thanks, colleagues[3], **how)


def said(team: Team, dice: Random, who: Member | str | None) -> Words:
    words = dice.choice(ABOUT * 2 + OTHER).format(dice.choice(PLACES))
    intent = dice.choice(("complaint", "praise", ""))
    return Words(words, who, moments(team, dice), intent)


def raw(team: Team) -> list[Row]:
    """Every word that anybody may read of it, as the tables have it."""
    queries = (
        ("feedback", select(Item.said, Item.words, Item.customer, Item.intent, Item.id)),
        ("ideas", select(Idea.posted, Idea.words, Idea.author, Idea.stage, Idea.id)),
        ("kudos", select(Kudos.shown, Kudos.message, Kudos.giver, Kudos.value, Kudos.id)),
    )
    closed = select(Kudos.id).where(Kudos.private | Kudos.anonymous)
    hidden = set(team.app.database.read_now(lambda db: db.scalars(closed).all()))
    found = []
    for kind, query in queries:
        for at, words, who, intent, id_ in team.app.database.read_now(partial(_rows, query)):
            about = any(one in words.casefold() for one in ("invoice", "fattura", "billing"))
            if about and not (kind == "kudos" and id_ in hidden):
                found.append((kind, at, who if who is not None else f"{kind}{id_}", intent))
    return found


def _rows(query: Any, db: Session) -> list[Any]:
    return list(db.execute(query))


def monday(at: datetime) -> date:
    day = at.astimezone(ROME).date()
    return day - timedelta(days=day.weekday())


def third(rows: list[Row], *, customers: bool) -> date | None:
    """The week in which a third one spoke."""
    known: set[object] = set()
    for kind, at, who, _ in sorted(rows, key=lambda one: one[1]):
        if (kind == "feedback") is customers:
            known.add(who)
            if len(known) == 3:
                return monday(at)
    return None


@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(one, marks=pytest.mark.soak) for one in range(3, 12))]
)
def test_what_the_card_counts_is_what_a_plain_loop_counts(
    team: Team, cora: Member, colleagues: list[Member], seed: int
) -> None:
    planted(team, Random(seed), colleagues)
    a_theme(team, cora, "Billing", "invoic*, fattur*, billing")
    told, rows = card(cora), raw(team)
    this = monday(team.now)
    weeks = [this - back * WEEK for back in range(WEEKS - 1, -1, -1)]
    lately = [one for one in rows if monday(one[1]) in weeks]
    check_sentence(told, lately)
    check_weeks(cora, lately, weeks)
    check_first(told, third(rows, customers=True), third(rows, customers=False))


def check_sentence(told: str, rows: list[Row]) -> None:
    for intent, word in (("complaint", "complain"), ("praise", "full of praise"), ("", "mention")):
        count = len({who for kind, _, who, of in rows if kind == "feedback" and of == intent})
        assert (word in told) == bool(count)
        assert not count or f"{count} customer" in told
    for kind, word in (("ideas", "idea"), ("kudos", "kudos")):
        count = sum(one[0] == kind for one in rows)
        assert (f" {count} {word}" in told) == bool(count)


def check_weeks(cora: Member, rows: list[Row], weeks: list[date]) -> None:
    picture = cora.types("/cm theme billing").shown.card.picture
    assert picture is not None
    drawn = sorted(
        tuple(int(value or 0) for _, value in line.points) for line in picture.chart.series
    )
    counted = [
        tuple(sum(kind == of and monday(at) == week for of, at, *_ in rows) for week in weeks)
        for kind in ("feedback", "ideas", "kudos")
    ]
    assert drawn == sorted(one for one in counted if any(one))


def check_first(told: str, customers: date | None, colleagues: date | None) -> None:
    if customers is None and colleagues is None:
        assert "Who noticed first" not in told
    elif customers is None or colleagues is None:
        whose = "Colleagues" if customers is None else "Customers"
        assert f"{whose}, since the week of" in told
    elif customers == colleagues:
        assert "in the same week" in told
    else:
        whose = "Customers" if customers < colleagues else "Colleagues"
        weeks = abs(customers - colleagues) // WEEK
        assert f"Who noticed first: {whose}, {weeks} week" in told
