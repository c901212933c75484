"""Theming: each night what is new goes to the themes there are, and new ones are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.insight.language import Encoder
from bot.insight.themes import belonging, editing, middles, outs, pool, rows, sealed
from bot.insight.themes.centre import Centre, centre_of
from bot.insight.themes.finding import Found, New, find
from bot.insight.themes.known import known_of
from bot.insight.themes.pool import Pool, Private, Spoken
from bot.insight.themes.theme import every
from bot.insight.tongue import language_of
from bot.runtime import entitling
from bot.runtime.built_in import skill
from bot.runtime.relearning import relearn
from bot.work import Work

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.runtime.house import House

# So far back what belongs to nothing is looked at, and so much of each skill.
LOOK_BACK: Final = timedelta(days=180)
MOST: Final = 10_000
# By so much of each it is seen what all has in common.
COMMON: Final = 3_000
# So much is asked for, and stored, at once.
AT_ONCE: Final = 500
T = TypeVar("T")


@skill.job("themes")
def update(work: Work) -> None:
    """Bring the themes up to date with all that was said, also in the rounds that have closed."""
    work.write(lambda chat: belonging.sweep(chat.db.connection()))
    for name in work.house.themed:
        relearn(work, name)
    coder = work.house.coder
    _find_again(work, coder)
    _look_through(work, coder)
    entitling.begin(work)


def _find_again(work: Work, coder: Encoder) -> None:
    """Let themes lie where another encoder sees them."""
    for id_ in work.read(lambda db: middles.lost(db.connection(), coder.name)):
        work.write(partial(_place_again, id_, coder.name))


def _place_again(id_: int, encoder_: str, chat: Chat) -> None:
    db = chat.db.connection()
    if (found := middles.found_again(db, id_, encoder_)) is not None:
        editing.change(db, id_, **found)


def _look_through(work: Work, coder: Encoder) -> None:
    """Sort everything that is new, and count the comments of the rounds that have closed."""
    there = _pool(work, coder)
    never = work.read(lambda db: pool.never(db.connection(), there.things))
    themes = work.read(lambda db: every(db.connection()))
    lie = work.read(lambda db: middles.load(db.connection(), coder.name))
    known = known_of(lie, themes)
    likely = work.house.company.languages
    centre = _centre(work, coder, there)
    found = find(there, known, centre, coder.near, never, lambda text: language_of(text, likely))
    _heed_outs(there, found, work.read(lambda db: outs.taken(db.connection())))
    work.write(lambda chat: middles.keep_centre(chat.db.connection(), coder.name, centre))
    ids = work.write(lambda chat: _keep_new(chat, there, found, coder.name))
    _join(work, [*rows.near(there, found, ids), *rows.told(there.things, themes)])
    work.write(lambda chat: middles.move(chat.db.connection(), rows.moved(there, found, lie)))
    work.write(lambda chat: _count_private(chat, there, found, ids))


def _heed_outs(there: Pool, found: Found, out: Set[tuple[int, outs.Key]]) -> None:
    """Let nothing be found where somebody took it out: neither would it move that theme."""
    for place, one in enumerate(there.things):
        if (found.known[place], one.key) in out:
            found.known[place] = None


def _pool(work: Work, coder: Encoder) -> Pool:
    since = work.now - LOOK_BACK
    things = work.read(lambda db: _spoken(work.house, db, coder.name, since, work.now))
    comments = work.read(lambda db: _comments(db, since))
    numbers = work.house.vectors.of_all(coder, [one.words for one in comments])
    return Pool(things, comments, numbers)


def _comments(db: Session, since: datetime) -> list[Private]:
    return sealed.comments(db.connection(), sealed.rounds(db.connection(), since))


def _count_private(chat: Chat, there: Pool, found: Found, ids: list[int | None]) -> None:
    db = chat.db.connection()
    waiting = sealed.waiting(db, sorted({one.round for one in there.comments}))
    for round_, themes in rows.private(there, found, ids, waiting).items():
        sealed.keep(db, round_, themes)


def _centre(work: Work, coder: Encoder, there: Pool) -> Centre:
    """What all has in common that was said last, whether it belongs to a theme or not."""
    import numpy as np

    numbers = work.read(lambda db: _numbers(work.house, db, coder.name))
    private = there.rows[len(there.things) :]
    return centre_of(np.concatenate([middles.unpacked(numbers), private]))


def _numbers(house: House, db: Session, encoder_: str) -> list[bytes]:
    return [
        row.numbers
        for name in house.themed
        for row in belonging.latest(db.connection(), name, encoder_, COMMON)
    ]


def _spoken(
    house: House, db: Session, encoder_: str, since: datetime, until: datetime
) -> list[Spoken]:
    """What was said since then and belongs to no theme, of all skills that say when it was."""
    return [
        one
        for name in house.themed
        for some in _pages(belonging.unthemed(db.connection(), name, encoder_, MOST))
        for one in _what_they_say(
            house, db, name, {row.thing: row.numbers for row in some}, since, until
        )
    ]


def _what_they_say(
    house: House,
    db: Session,
    name: str,
    numbers: Mapping[int, bytes],
    since: datetime,
    until: datetime,
) -> list[Spoken]:
    said = house.said_of(name, db, list(numbers))
    # What waits for a later day was not said yet.
    lately = [thing for thing in numbers if thing in said and since <= said[thing].at <= until]
    words = house.words_of(name, db, lately)
    return [
        Spoken((name, thing), text, said[thing], numbers[thing])
        for thing, text in sorted(words.items())
    ]


def _keep_new(chat: Chat, there: Pool, found: Found, encoder_: str) -> list[int | None]:
    """Store what was found, and say its numbers; nothing twice, if somebody else was quicker."""
    db = chat.db.connection()
    places = [place for new in found.new for place in new.places]
    keys = [there.things[place].key for place in places if not there.is_private(place)]
    if belonging.belong(db, keys):
        return [None] * len(found.new)
    return [_keep(db, new, encoder_, chat.now) for new in found.new]


def _keep(db: Connection, new: New, encoder_: str, now: datetime) -> int:
    id_ = editing.add(
        db, new.names, now, centroid=new.centroid, encoder=encoder_, weight=new.weight
    )
    editing.join_given(db, id_, new.names)
    return id_


def _join(work: Work, found: Iterable[dict[str, Any]]) -> None:
    for some in _pages(found):
        work.write(partial(_join_some, some))


def _join_some(some: list[dict[str, Any]], chat: Chat) -> None:
    belonging.join(chat.db.connection(), some)


def _pages(found: Iterable[T]) -> Iterator[list[T]]:
    left = iter(found)
    while some := list(islice(left, AT_ONCE)):
        yield some


@skill.job("themes_tell")
def tell(work: Work, id_: int) -> None:
    """Find a theme by its words in all that was said lately."""
    themes = work.read(lambda db: [one for one in every(db.connection()) if one.id == id_])
    for name in work.house.themed:
        things = work.read(partial(_lately, work.house, name, work.now - LOOK_BACK, work.now))
        _join(work, rows.told(things, themes))


def _lately(house: House, name: str, since: datetime, until: datetime, db: Session) -> list[Spoken]:
    return [
        one
        for some in _pages(belonging.latest(db.connection(), name, house.coder.name, MOST))
        for one in _what_they_say(house, db, name, {row.thing: b"" for row in some}, since, until)
    ]
