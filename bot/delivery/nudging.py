"""Nudging: who a planned nudge is still for, and how it is worded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias, cast
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy import ColumnElement, Connection, Row
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.cards import Card
from bot.delivery import attention
from bot.delivery.broadcasts import Broadcast, load
from bot.delivery.days_off import has_off
from bot.delivery.outbox import UNASKED
from bot.delivery.tables import delivery
from bot.delivery.undone import undone
from bot.delivery.withdrawal import taken_back
from bot.delivery.working_days import closed, works_on
from bot.directory.tables import person as person_table
from bot.directory.wishes import after_quiet, quiet_hours, wanted
from bot.errors import BotError
from bot.insight.experiments.looking import held_out
from bot.people import Person
from bot.report import Period
from bot.runtime.house import House
from bot.runtime.sections import Company
from bot.skill import ASKED, GIVEN, GivenWording, Nudge, PairWording, Wording, wants

log = structlog.get_logger("piazza.courier")

# The local date and the zone an occurrence is of.
Due: TypeAlias = tuple[date, str]
Who: TypeAlias = sa.Select[int] | sa.Select[int, int]
# Under this a row says whom the nudge is about.
ABOUT = "about"
# And under this, after which instant it would come too late.
UNTIL = "until"
NUDGE_WINDOW = timedelta(hours=4)
NOT_FOR_THEM = "not for this person any more"
# Of this nothing is kept: it would say who goes without a nudge that is tested.
WITHHELD = "withheld"
UNTOLD = "its skill could not say for whom it is"
DAY_OFF = "a day off"
ENOUGH = "enough this week"


class Nudging:
    """The nudges of all skills, and broadcasts as they come, by key."""

    def __init__(self, house: House, on_failure: Callable[[str, Exception], None]) -> None:
        self.on_failure = on_failure
        self.house = house
        self.company = house.company
        self.lots = house.lots
        self.most = house.conf.attention.a_week
        self.nudges: dict[str, Nudge] = {
            nudge.key: nudge for skill in house.skills for nudge in skill.nudges
        }

    def unwanted(
        self, db: Session, rows: Sequence[Row[Any]], people: Mapping[int, Person], now: datetime
    ) -> dict[UUID, str]:
        """The nudges that are not to go out any more, and why not."""
        unwanted: dict[UUID, str] = {}
        planned: dict[tuple[str, str, str, date], list[Row[Any]]] = defaultdict(list)
        for row in _nudges(rows, people):
            params, today = row.params, now.astimezone(people[row.person_id].clock).date()
            planned[params["nudge"], params["date"], params["zone"], today].append(row)
        gone = undone(db.connection(), {key for key, *_ in planned}) if planned else set()
        for (key, day, zone, today), group in planned.items():
            due = date.fromisoformat(day)
            if (key, zone, due) in gone:
                unwanted |= {row.id: taken_back(row) for row in group}
                continue
            nudge = self._find(db, key)
            unwanted |= self._told(db, nudge, now, today, (due, zone), group)
            if nudge is not None:
                unwanted |= self._off(nudge, due, group, people)
        return unwanted

    def _off(
        self, nudge: Nudge, due: date, rows: list[Row[Any]], people: Mapping[int, Person]
    ) -> dict[UUID, str]:
        """Those for people who turn out to have the day off on which it was due."""
        off = is_closed_to(nudge, self.company, due)
        return {
            row.id: DAY_OFF
            for row in rows
            if off or has_off(self.company, due, people[row.person_id])
        }

    def _find(self, db: Session, key: str) -> Nudge | None:
        if key.startswith(attention.BROADCASTS):
            found = load(db.connection(), key)
            if found is None:
                # Its words went with whoever wrote them.
                self.nudges.pop(key, None)
            else:
                self.nudges[key] = found
        return self.nudges.get(key)

    def _told(
        self,
        db: Session,
        nudge: Nudge | None,
        now: datetime,
        today: date,
        due: tuple[date, str],
        rows: list[Row[Any]],
    ) -> dict[UUID, str]:
        """The same for one nudge; where its skill fails, that holds up nobody else's."""
        try:
            with db.begin_nested():
                return self._unwanted(db, nudge, now, today, due, rows)
        except OperationalError:
            raise
        except Exception as error:
            log.exception("not_told", schedule=nudge.key if nudge else "")
            self.on_failure(nudge.key if nudge else "", error)
            return {row.id: UNTOLD for row in rows}

    def _unwanted(
        self,
        db: Session,
        nudge: Nudge | None,
        now: datetime,
        today: date,
        due: tuple[date, str],
        rows: list[Row[Any]],
    ) -> dict[UUID, str]:
        if nudge is None:
            return {row.id: NOT_FOR_THEM for row in rows}
        people, period = {row.person_id for row in rows}, nudge.period(*due)
        chosen = _chosen(db, nudge, today, period, people, self.house)
        out = held_out(db.connection(), self.lots, nudge.key, now)
        no = {row.id: NOT_FOR_THEM for row in rows if (row.person_id, named(row)) not in chosen}
        no |= {row.id: WITHHELD for row in rows if out.is_held(row.person_id)}
        if nudge.counts:
            kinds, ids = attention.counted([*self.nudges.values()]), [row.id for row in rows]
            week = Period.week_of(*due)
            spent = attention.spent(db.connection(), ids, kinds, week, self.most)
            no |= dict.fromkeys(spent, ENOUGH)
        return no

    def given(self, db: Session, rows: Sequence[Row[Any]]) -> dict[tuple[str, str, str], Any]:
        """What the words of these nudges are made of; one whose skill fails has no entry."""
        found: dict[tuple[str, str, str], Any] = {}
        to: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        for row in rows:
            if "nudge" in row.params:
                to[_mark(row.params)].add(row.person_id)
        for mark, people in to.items():
            key, day, zone = mark
            nudge = self.nudges.get(key)
            if nudge is None or nudge.given is None:
                continue
            try:
                with db.begin_nested():
                    period = nudge.period(date.fromisoformat(day), zone)
                    found[mark] = nudge.given(db, period, **self._more(nudge, people))
            except OperationalError:
                raise
            except Exception as error:
                log.exception("not_given", schedule=key)
                self.on_failure(key, error)
        return found

    def _more(self, nudge: Nudge, people: set[int]) -> dict[str, Any]:
        more = {
            "people": people,
            "settings": self.house.settings(nudge.skill),
            "works_on": calendar(self.house),
        }
        wanted = wants(nudge.given, known=GIVEN) if nudge.given else ()
        return {name: more[name] for name in wanted}

    def card(
        self,
        params: Mapping[str, Any],
        to: Person,
        people: Mapping[int, Person],
        given: Mapping[tuple[str, str, str], Any],
    ) -> Card:
        """Word a nudge for one person."""
        nudge = self.nudges[params["nudge"]]
        if nudge.given is not None:
            return cast(GivenWording[Any], nudge.words)(to, given[_mark(params)])
        if ABOUT in params:
            return cast(PairWording, nudge.words)(to, people[params[ABOUT]])
        return cast(Wording, nudge.words)(to)


def _mark(params: Mapping[str, Any]) -> tuple[str, str, str]:
    """Which nudge it is, of which day in which zone."""
    return params["nudge"], params["date"], params["zone"]


def is_closed_to(nudge: Nudge, company: Company, day: date) -> bool:
    """Whether the company is closed on a day; what is written to many reaches people even so."""
    return closed(company, day) and not isinstance(nudge, Broadcast)


def disturbing(
    db: Connection, rows: Sequence[Row[Any]], people: Mapping[int, Person], now: datetime
) -> dict[UUID, datetime]:
    """What would come unasked in somebody's quiet hours, and when those are over."""
    unasked = [row for row in rows if UNASKED in row.params and row.person_id in people]
    to = {row.id: people[row.person_id] for row in (*_nudges(rows, people), *unasked)}
    if not to:
        return {}
    quiet = quiet_hours(db, person_table.c.id.in_({one.id for one in to.values()}))
    free = {
        id_: after_quiet(now, one.clock, quiet[one.id])
        for id_, one in to.items()
        if one.id in quiet
    }
    return {id_: at for id_, at in free.items() if at > now}


def is_too_late(row: Row[Any], at: datetime) -> bool:
    """Whether a nudge that would go out at an instant has been held up for too long."""
    if "nudge" not in row.params:
        return False
    return at > last_instant(row)


def last_instant(row: Row[Any]) -> datetime:
    """The last instant at which a nudge may still go out."""
    until = row.params.get(UNTIL)
    return datetime.fromisoformat(until) if until else row.made + NUDGE_WINDOW


def _nudges(rows: Sequence[Row[Any]], people: Mapping[int, Person]) -> list[Row[Any]]:
    return [row for row in rows if "nudge" in row.params and row.person_id in people]


def named(row: Row[Any]) -> int | None:
    """The id of the person a nudge is about, if it is about anybody."""
    found: int | None = row.params.get(ABOUT)
    return found


def calendar(house: House) -> Callable[[date], bool]:
    """What says of a day whether the company works then."""
    return partial(works_on, house.company)


def asked(
    db: Session, nudge: Nudge, period: Period, among: sa.Select[int] | Collection[int], house: House
) -> tuple[sa.Subquery, bool]:
    """A nudge's audience, its columns named `person` and `about`; whether there is the second.

    Nobody but those it is looked for `among` need be looked at; others may be in it even so.
    """
    there = among if isinstance(among, sa.Select) else _these(among)
    more = {"works_on": calendar(house), "among": there}
    wanted = {name: more[name] for name in wants(nudge.audience, known=ASKED)}
    query = _narrowed(nudge.audience(db, period, **wanted), there)
    columns = list(query.selected_columns)
    if len(columns) not in (1, 2):
        raise BotError(f"{nudge.key}: its audience selects a person's id, or two people's")
    chosen = query.subquery().columns
    named = [one.label(name) for one, name in zip(chosen, ("person", ABOUT), strict=False)]
    return sa.select(*named).distinct().subquery(), len(columns) == 2


def _these(ids: Collection[int]) -> sa.Select[int]:
    return sa.select(person_table.c.id).where(person_table.c.id.in_(ids))


def _narrowed(query: Who, among: sa.Select[int]) -> Who:
    """An audience asked of only some, where that changes nothing for them.

    A condition of the outermost query comes before whatever counts, ranks or cuts off its rows.
    """
    plain = all(isinstance(one, sa.Column) for one in query.selected_columns)
    if not plain or query._has_row_limiting_clause or query._group_by_clauses:
        return query
    first, *_ = query.selected_columns
    return query.where(first.in_(among))


def enough_after(nudge: Nudge, week: Period) -> dict[str, datetime]:
    """The nudges after which this one does not go to the same person, each since when it counts."""
    since = week.start_at - timedelta(weeks=nudge.every - 1)
    again = {nudge.key: since} if nudge.every > 1 else {}
    return again | {f"{nudge.skill}.{name}": week.start_at for name in nudge.unless}


def nudged_enough(nudge: Nudge, week: Period) -> dict[str, ColumnElement[bool]]:
    """By the nudge they had: conditions that leave out those who have been nudged enough."""
    return {key: _not_nudged(key, since, week) for key, since in enough_after(nudge, week).items()}


def _not_nudged(key: str, since: datetime, week: Period) -> ColumnElement[bool]:
    nudged = sa.select(delivery.c.id).where(
        delivery.c.person_id == person_table.c.id,
        delivery.c.kind == key,
        delivery.c.state != "cancelled",
        delivery.c.made >= since,
        # What a clock that was set back has left in the future is of another week.
        delivery.c.made < week.end_at,
    )
    return ~nudged.exists()


def _chosen(
    db: Session, nudge: Nudge, day: date, period: Period, people: set[int], house: House
) -> set[tuple[int, int | None]]:
    chosen, pairs = asked(db, nudge, period, people, house)
    query = (
        sa.select(chosen.c.person, chosen.c.about if pairs else sa.null())
        .join(person_table, person_table.c.id == chosen.c.person)
        .where(chosen.c.person.in_(people), wanted(nudge.key, day))
    )
    return {(one, other) for one, other in db.execute(query)}
