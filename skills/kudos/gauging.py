"""Gauging: how far thanks reach, and across how many teams, for the index of belonging.

Only what everybody may read is counted, and only where enough people are behind it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, select, union

from bot import Chat, Level, Period, across, members, newcomers, reach, share
from skills.kudos.model import Kudos, Recipient
from skills.kudos.settings import skill

MONTH: Final = timedelta(weeks=4)
FIRST_DAYS: Final = timedelta(days=90)
# Half a step of what `reach` rounds to, and of what is rounded here.
TENTH, STEPS, STEP = 0.05, 20, 0.025


def _read_by_all(week: Period) -> ColumnElement[bool]:
    """What was said with a name where everybody reads it, in the four weeks that end with one."""
    within = Kudos.shown >= week.end_at - MONTH, Kudos.shown < week.end_at
    return and_(~Kudos.private, ~Kudos.anonymous, Kudos.giver.is_not(None), *within)


def _took_part(week: Period) -> Select[int]:
    gave = select(Kudos.giver).where(_read_by_all(week))
    got = select(Recipient.person_id).join(Kudos).where(_read_by_all(week))
    return select(*union(gave, got).subquery().columns)


@skill.gauge("thanked")
def thanked(chat: Chat, week: Period) -> Level | None:
    """Which share of all gave or got thanks in four weeks."""
    everybody, *_ = reach(chat.db, _took_part(week), chat.fewest)
    if everybody.low is None or everybody.high is None or everybody.people is None:
        return None
    return share((everybody.low + everybody.high) / 2, everybody.people.low, TENTH)


@skill.gauge("newcomers")
def welcomed(chat: Chat, week: Period) -> Level | None:
    """Which share of those who started in the last ninety days gave or got thanks in four weeks."""
    first, last = week.end - FIRST_DAYS, week.end - timedelta(days=1)
    new = newcomers(chat.db.connection(), first, last).keys()
    if len(new) < chat.fewest:
        return None
    took = len(new & set(chat.db.scalars(_took_part(week))))
    # The ends are not told apart: that all did, or nobody, would tell of each.
    tenths = min(max(round(10 * took / len(new)), 1), 9)
    return share(tenths / 10, len(new), TENTH)


@skill.gauge("across")
def apart(chat: Chat, week: Period) -> Level | None:
    """Which share of those who thank each other are of two teams."""
    pairs = (
        select(Kudos.giver, Recipient.person_id)
        .join(Recipient, Recipient.kudos_id == Kudos.id)
        .where(_read_by_all(week), Kudos.giver.in_(members()))
        .distinct()
    )
    some = pairs.subquery().columns
    behind = select(*(func.count(one.distinct()) for one in some))
    known, of_two = across(chat.db, pairs)
    if min(chat.db.execute(behind).one()) < chat.fewest or known < chat.fewest:
        return None
    return share(round(STEPS * of_two / known) / STEPS, known, STEP)
