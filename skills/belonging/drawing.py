"""Drawing: a buddy for each newcomer by lot, from those who agreed to be one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import Select, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from bot import Chat, Person, Work, members, people_by_id, willing
from skills.belonging.model import Buddy, Journey, Prompt
from skills.belonging.settings import BelongingSettings, skill
from skills.belonging.tracks import BUDDY

# A buddy is drawn so long before the first day, and up to so long after it.
BEFORE, AFTER = timedelta(days=3), timedelta(days=30)
# So long somebody who is new keeps their buddy busy.
BUSY = timedelta(days=90)
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Bowl:
    """What is drawn from: who waits, who agreed, and how many newcomers each of these has."""

    waiting: Sequence[Person]
    buddies: Sequence[Person]
    load: Mapping[int, int]


@skill.job("draw")
def draw_now(work: Work) -> None:
    """Draw for those who wait."""
    draw(work)


def draw(work: Work) -> None:
    """Draw a buddy for everybody who has none about their first day."""
    if not work.settings(BelongingSettings).draw:
        return
    now = work.now
    day = now.astimezone(work.house.company.clock).date()
    bowl = work.read(partial(fill, day=day, now=now))
    pairs = list(drawn(bowl, day, now).items())
    for start in range(0, len(pairs), AT_ONCE):
        some = dict(pairs[start : start + AT_ONCE])
        work.write(partial(store, pairs=some, day=day))


def fill(db: Session, day: date, now: datetime) -> Bowl:
    """Who waits for a buddy, and who can be one.

    Who has stopped gets and has one all the same: otherwise it would show who that is.
    """
    without = select(Journey.person_id).where(
        Journey.buddy_id.is_(None),
        ~Journey.ended,
        Journey.start.between(day - AFTER, day + BEFORE),
        Journey.person_id.in_(members()),
    )
    waiting = _people(db, without.order_by(Journey.start, Journey.person_id), now)
    if not waiting:
        return Bowl((), (), {})
    rested = or_(Buddy.rests_until.is_(None), Buddy.rests_until < day)
    new = select(Journey.person_id).where(Journey.start >= day - BUSY)
    # The newcomer is told that their buddy knows of them.
    hearing = willing(f"{skill.name}.{BUDDY}", day)
    agreed = select(Buddy.person_id).where(
        rested, Buddy.person_id.in_(hearing), Buddy.person_id.not_in(new)
    )
    buddies = [one for one in _people(db, agreed.order_by(Buddy.person_id), now) if reachable(one)]
    busy = select(Journey.buddy_id, func.count()).where(
        Journey.buddy_id.is_not(None), ~Journey.ended, Journey.start >= day - BUSY
    )
    load = {id_: count for id_, count in db.execute(busy.group_by(Journey.buddy_id)) if id_}
    return Bowl(waiting, buddies, load)


def _people(db: Session, query: Select[int], now: datetime) -> list[Person]:
    ids = db.scalars(query).all()
    found: dict[int, Person] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= people_by_id(db.connection(), ids[start : start + AT_ONCE], now)
    return [found[id_] for id_ in ids if id_ in found]


def reachable(one: Person) -> bool:
    """Whether somebody has an open account in a chat."""
    return bool(one.identities.keys() - one.closed)


def drawn(bowl: Bowl, day: date, now: datetime) -> dict[int, int]:
    """A buddy for each who waits: who has fewest newcomers, is near, and speaks as they do."""
    load, found = Counter(bowl.load), dict[int, int]()
    near = _by_place(bowl.buddies)
    for one in bowl.waiting:
        chosen = _choose(one, near, bowl.buddies, load, day, now)
        if chosen is not None:
            found[one.id] = chosen.id
            load[chosen.id] += 1
    return found


def _choose(
    one: Person,
    near: Mapping[tuple[str, ...], Sequence[Person]],
    everybody: Sequence[Person],
    load: Counter[int],
    day: date,
    now: datetime,
) -> Person | None:
    lot = Random(f"{one.id}/{day}")  # noqa: S311 - nobody gains by guessing it
    here = ([*near.get(place, ())] for place in _places(one))
    for some in (*here, everybody):
        free = [each for each in _fitting(one, some) if not load[each.id]]
        if free:
            return min(free, key=lambda each: (*_strange(one, each, now), lot.random()))
    left = _fitting(one, everybody)
    rank = {each.id: (load[each.id], *_strange(one, each, now), lot.random()) for each in left}
    return min(left, key=lambda each: rank[each.id], default=None)


def _fitting(one: Person, some: Iterable[Person]) -> list[Person]:
    """Not themselves, and not who leads them: of a buddy one can ask what one can't of them."""
    return [each for each in some if each.id not in (one.id, one.manager)]


def _strange(one: Person, other: Person, now: datetime) -> tuple[bool, float]:
    """How far two are from each other: another language, and hours between their clocks."""
    apart = now.astimezone(one.clock).utcoffset(), now.astimezone(other.clock).utcoffset()
    mine, theirs = (one or timedelta() for one in apart)
    return one.language != other.language, abs(mine - theirs) / timedelta(hours=1)


def _places(one: Person) -> list[tuple[str, ...]]:
    """Where somebody belongs, the nearest first."""
    team = [("team", *one.organisation)] if one.organisation else []
    return team + ([("place", one.location.casefold())] if one.location else [])


def _by_place(some: Iterable[Person]) -> dict[tuple[str, ...], list[Person]]:
    found: dict[tuple[str, ...], list[Person]] = {}
    for one in some:
        for place in _places(one):
            found.setdefault(place, []).append(one)
    return found


def store(chat: Chat, pairs: Mapping[int, int], day: date) -> None:
    """Name buddies to those who still have none."""
    chat.in_turn("journeys")
    waiting = Journey.person_id.in_(list(pairs)), Journey.buddy_id.is_(None)
    starts = dict(chat.db.execute(select(Journey.person_id, Journey.start).where(*waiting)).all())
    for buddy in sorted({pairs[id_] for id_ in starts}):
        theirs = [id_ for id_ in starts if pairs[id_] == buddy]
        ours = update(Journey).where(Journey.person_id.in_(theirs))
        chat.db.execute(ours.values(buddy_id=buddy))
    prepare(chat, starts, day)


def prepare(chat: Chat, starts: Mapping[int, date], day: date) -> None:
    """Let those who are buddies now hear of their newcomers from the first step on."""
    ours = Prompt.person_id.in_(list(starts)), Prompt.role == BUDDY
    chat.db.execute(delete(Prompt).where(*ours))
    rows = [
        {"person_id": id_, "role": BUDDY, "step": 0, "due": max(start, day), "noted": chat.now}
        for id_, start in starts.items()
    ]
    if rows:
        chat.db.execute(insert(Prompt), rows)
