"""The tally: a round is closed, counted, published once, and its keys destroyed.

Whatever happens between two steps, the next run goes on from there: before the one transaction that
publishes it counts again and comes to the same; after it, it only destroys the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.delivery import backlog
from bot.delivery.sealed import drop_kind
from bot.errors import BotError
from bot.privacy import audiences, rounds
from bot.privacy.cells import Cell, keep
from bot.privacy.counting import Count
from bot.privacy.gate import publish
from bot.privacy.items import Histogram, Path
from bot.privacy.keys import RoundKeys
from bot.privacy.rounds import CLOSING, LOST, OPEN, TALLIED, Round
from bot.privacy.tables import ballot, ballot_audience, ballot_comment, ballot_round
from bot.store.deleting import lightly

log = structlog.get_logger("piazza.privacy")

T = TypeVar("T")
Job = Callable[[Session], T]

LEASE = timedelta(minutes=1)
PAGE = 500
# Comments are shown from so many people on.
SPOKEN = 10
# So many pages are counted before it is said again that somebody is at it.
RENEWED = 20


class Held(BotError):
    """Somebody else is counting the round."""


@dataclass(frozen=True)
class Tally:
    """Closes rounds; `read` and `write` run one transaction each and return what it gave.

    `sealed` are the kinds of deliveries of which nothing is kept after the close.
    """

    keys: RoundKeys
    read: Callable[[Job[Any]], Any]
    write: Callable[[Job[Any]], Any]
    clock: Callable[[], datetime]
    sealed: Collection[str] = ()

    def close(self, id_: int) -> Round:
        """Close a round whose time is over, and return it as it then is; nothing the second time.

        BotError when it is still open, Held while somebody else counts it, Lost without its key.
        """
        round_ = self._found(id_)
        if round_.state not in (TALLIED, LOST):
            # Before anything is changed: without the key it stays as it was.
            private = self.keys.private(round_.public_key)
            epoch = self._begin(round_)
            self._publish(round_, epoch, private)
        self._drop(round_)
        self.keys.destroy(round_.public_key, self.clock())
        return self._found(id_)

    def give_up(self, id_: int) -> None:
        """Declare a round lost whose key is lost: nobody can read its ballots, they are deleted."""
        round_ = self.keyless(id_)
        self.write(lambda db: _lose(db.connection(), round_, self.clock()))
        self._drop(round_)
        self.keys.destroy(round_.public_key, self.clock())

    def keyless(self, id_: int) -> Round:
        """A round whose key is lost; BotError for one that was counted or can be."""
        round_ = self._found(id_)
        if round_.state == TALLIED:
            raise BotError(f"round {id_} was counted; its results are there")
        # Also one that only another user may read.
        if self.keys.is_kept(round_.public_key):
            raise BotError(f"round {id_} is not lost: its key is there, and it can be counted")
        return round_

    def _found(self, id_: int) -> Round:
        found: Round | None = self.read(lambda db: rounds.find(db.connection(), id_))
        if found is None:
            raise BotError(f"there is no round {id_}; `piazza keys status` lists them")
        return found

    def _begin(self, round_: Round) -> int:
        epoch: int | None = self.write(lambda db: _lease(db.connection(), round_.id, self.clock()))
        if epoch is not None:
            return epoch
        now = self.clock()
        if round_.is_open(now):
            raise BotError(f"round {round_.id} is open until {round_.closes:%Y-%m-%d %H:%M} UTC")
        raise Held(f"round {round_.id} is being counted by another process")

    def _publish(self, round_: Round, epoch: int, private: bytes) -> None:
        from bot.privacy.sealing import Opener

        count, opener = Count(round_.items), Opener(private)
        for page in self._pages(round_.id, epoch):
            count.add(opener, page)
        if count.unreadable:
            # Of how many it is not told: that they are there says that somebody wrote them.
            log.warning("unreadable", round=round_.id)
        asked, changed = self.read(partial(_asked, round_=round_))
        # A unit in which nobody answered is named, too.
        counts: dict[Path, Mapping[str, Histogram]] = {path: {} for path in asked}
        counts.update(count.histograms())
        cells = publish(round_.items, round_.k, counts, round_.split, changed)
        words = count.shuffled(private) if count.people >= SPOKEN else []
        self.write(lambda db: _keep(db.connection(), round_, epoch, cells, words, self.clock()))

    def _drop(self, round_: Round) -> None:
        """Delete who was invited and reminded, some at a time.

        What still waits stays where another round of the skill goes on, for it may be of that one.
        """
        goes_on = self.read(partial(_goes_on, skill=round_.skill))
        for kind in sorted(one for one in self.sealed if one.startswith(f"{round_.skill}.")):
            while self.write(partial(_some, kind=kind, waiting=not goes_on)) == PAGE:
                pass

    def _pages(self, id_: int, epoch: int) -> Iterator[list[bytes]]:
        after, page = b"", 0
        while rows := self.read(partial(_page, id_=id_, after=after)):
            yield [sealed for _, sealed in rows]
            after, page = rows[-1][0], page + 1
            if page % RENEWED == 0:
                self.write(lambda db: _renew(db.connection(), id_, epoch, self.clock()))


def _asked(db: Session, round_: Round) -> tuple[Iterable[Path], Mapping[str, Mapping[Path, int]]]:
    """The units of those asked, and how many came into each or left it since an item was asked."""
    connection = db.connection()
    others = rounds.earlier(connection, round_.skill, round_.kind, round_.id)
    before = {name: one.id for name, one in rounds.asked_before(round_.items, others).items()}
    known = audiences.kept(connection, before.values())
    moves = {id_: audiences.changed(connection, round_.id, id_) for id_ in known}
    changed = {name: moves[id_] for name, id_ in before.items() if id_ in moves}
    return audiences.sizes(connection, round_.id), changed


def due(db: Connection, now: datetime) -> list[Round]:
    """The rounds whose time is over and that nobody is counting."""
    query = sa.select(*rounds.COLUMNS).where(_free(now)).order_by(ballot_round.c.id)
    return list(map(rounds.of_row, db.execute(query)))


def left_behind(db: Connection, keys: RoundKeys) -> list[bytes]:
    """The public keys of rounds that have ended while not all their keys were destroyed."""
    query = sa.select(ballot_round.c.public_key)
    ended = query.where(ballot_round.c.state.in_((TALLIED, LOST))).order_by(ballot_round.c.id)
    return [public for public in db.scalars(ended) if keys.remain(public)]


def _free(now: datetime) -> sa.ColumnElement[bool]:
    over = sa.and_(ballot_round.c.state == OPEN, ballot_round.c.closes <= now)
    # A lease that ends later than any could was taken before the clock was set back.
    until = ballot_round.c.lease_until
    ended = sa.or_(until <= now, until > now + LEASE)
    let_go = sa.and_(ballot_round.c.state == CLOSING, ended)
    return sa.or_(over, let_go)


def _lease(db: Connection, id_: int, now: datetime) -> int | None:
    """Take a round whose time is over; from now on it takes no answers."""
    taken = {"state": CLOSING, "lease_until": now + LEASE, "epoch": ballot_round.c.epoch + 1}
    mine = sa.update(ballot_round).where(ballot_round.c.id == id_, _free(now)).values(taken)
    return db.execute(mine.returning(ballot_round.c.epoch)).scalar_one_or_none()


def _renew(db: Connection, id_: int, epoch: int, now: datetime) -> None:
    _mine(db, id_, epoch, {"lease_until": now + LEASE})


def _mine(db: Connection, id_: int, epoch: int, values: dict[str, Any]) -> None:
    """Change a round, unless somebody else has taken it."""
    held = ballot_round.c.id == id_, ballot_round.c.epoch == epoch, ballot_round.c.state == CLOSING
    if db.execute(sa.update(ballot_round).where(*held).values(values)).rowcount != 1:
        raise Held(f"round {id_} is being counted by another process")


def _page(db: Session, id_: int, after: bytes) -> list[tuple[bytes, bytes]]:
    here = ballot.c.round_id == id_, ballot.c.slot > after
    query = sa.select(ballot.c.slot, ballot.c.sealed).where(*here).order_by(ballot.c.slot)
    return [(slot, sealed) for slot, sealed in db.execute(query.limit(PAGE))]


def _goes_on(db: Session, skill: str) -> bool:
    return any(one.skill == skill for one in rounds.unfinished(db.connection()))


def _some(db: Session, kind: str, waiting: bool) -> int:
    return drop_kind(db.connection(), kind, PAGE, waiting=waiting)


def _keep(
    db: Connection, round_: Round, epoch: int, cells: list[Cell], words: list[str], now: datetime
) -> None:
    """Publish: what is shown from now on, and no ballots any more."""
    _mine(db, round_.id, epoch, {"state": TALLIED, "closed": now, "lease_until": None})
    keep(db, round_.id, cells)
    rows = [
        {"round_id": round_.id, "position": position, "words": one}
        for position, one in enumerate(words)
    ]
    if rows:
        db.execute(sa.insert(ballot_comment), rows)
    _clear(db, round_)
    _tell(db, round_, now)


def _lose(db: Connection, round_: Round, now: datetime) -> None:
    values = {"state": LOST, "closed": now, "lease_until": None, "epoch": ballot_round.c.epoch + 1}
    mine = ballot_round.c.id == round_.id, ballot_round.c.state.in_((OPEN, CLOSING))
    if db.execute(sa.update(ballot_round).where(*mine).values(values)).rowcount != 1:
        raise Held(f"round {round_.id} was ended by another process meanwhile")
    _clear(db, round_)
    _tell(db, round_, now)


def _clear(db: Connection, round_: Round) -> None:
    with lightly(db):
        db.execute(sa.delete(ballot).where(ballot.c.round_id == round_.id))
    done = _compared(db, round_)
    db.execute(sa.delete(ballot_audience).where(ballot_audience.c.round_id.in_(done)))


def _compared(db: Connection, round_: Round) -> list[int]:
    """The rounds with whose audiences nothing to come is compared: all they ask was asked since."""
    later: set[str] = set()
    found = []
    for one in [round_, *rounds.earlier(db, round_.skill, round_.kind, round_.id)]:
        # Of a choice there is no mean, so nothing to compare.
        names = {each.name for each in one.items if not each.choice}
        if names <= later:
            found.append(one.id)
        later |= names
    return found


def _tell(db: Connection, round_: Round, now: datetime) -> None:
    """Have the skill hear that its round is over."""
    if round_.then:
        backlog.add(db, f"ballot/{round_.id}", round_.then, [round_.id], now, round_.workspace)
