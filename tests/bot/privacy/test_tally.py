"""The tally: killed at any step, it comes to the same, publishes once and leaves no key behind."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.cli.tallying import sweep
from bot.delivery.tables import job
from bot.errors import BotError, Refused, SetupError
from bot.people import Person, Role
from bot.privacy import rounds
from bot.privacy.cells import Cell, kept
from bot.privacy.keys import Lost, RoundKeys
from bot.privacy.rounds import CLOSING, LOST, TALLIED, Round
from bot.privacy.tables import ballot, ballot_comment
from bot.privacy.tally import Held, Tally, _lose, due
from bot.store.database import open_database
from bot.testing import Team
from tests.bot.privacy.survey import skill

PEOPLE = 17
LATER = timedelta(minutes=2)


@dataclass(frozen=True)
class Published:
    """All that anybody can read of a round."""

    cells: list[Cell]
    comments: list[str]


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    with Team([skill], database_url=database_url) as team:
        cm = team.member("Marco", role=Role.CM)
        cm.types("/survey open")
        team.app.database.write_now(partial(answer, team=team))
        cm.types("/survey close")
        yield team


def answer(db: Session, team: Team) -> None:
    for number in range(PEOPLE):
        answers = {"mood": 1 + number % 5, "again": number % 11}
        who, words = Person(1000 + number, ""), f"words {number}"
        team.app.house.box.cast(db.connection(), 1, who, answers, words, team.now)


def tally_of(team: Team, clock: Callable[[], datetime] | None = None) -> Tally:
    database, keys = team.app.database, team.app.house.box.keys
    return Tally(keys, database.read_now, database.write_now, clock or (lambda: team.now))


def found(team: Team) -> Round:
    there = team.app.database.read_now(lambda db: rounds.find(db.connection(), 1))
    assert there
    return there


def published(db: Session) -> Published:
    query = sa.select(ballot_comment.c.words).order_by(ballot_comment.c.position)
    return Published(kept(db.connection(), 1), list(db.scalars(query)))


def expected(team: Team) -> Published:
    """What a close would publish, taken back again."""
    seen: list[Published] = []

    class TakenBack(Exception):
        pass

    class Kept(RoundKeys):
        def destroy(self, public: bytes, now: datetime) -> None:
            pass

    def close(db: Session) -> None:
        def run(change: Callable[[Session], Any]) -> Any:
            return change(db)

        Tally(Kept(team.app.house.box.keys.rounds.parent), run, run, lambda: team.now).close(1)
        seen.append(published(db))
        raise TakenBack

    with pytest.raises(TakenBack):
        team.app.database.write_now(close)
    return seen[0]


def counted(limit: int) -> Callable[[], None]:
    """A step: the process that takes so many of them is killed at the last."""
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == limit:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def close_and_die(team: Team, limit: int) -> bool:
    """Close the round in a process that is killed at a step; False when it came to its end."""
    pid = os.fork()
    if pid == 0:
        try:
            _close(team, counted(limit))
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def _close(team: Team, step: Callable[[], None]) -> None:
    """Every look, change, commit and file is a step."""
    database = open_database(team.app.database.engine.url.render_as_string(False))
    real = os.fsync

    def fsync(handle: Any) -> None:
        step()
        real(handle)

    def write(change: Callable[[Session], Any]) -> Any:
        step()
        done = database.write_now(partial(changed, change=change))
        step()
        return done

    def changed(db: Session, change: Callable[[Session], Any]) -> Any:
        done = change(db)
        db.flush()
        step()
        return done

    def read(look: Callable[[Session], Any]) -> Any:
        step()
        return database.read_now(look)

    os.fsync = fsync  # type: ignore[assignment]
    Tally(team.app.house.box.keys, read, write, lambda: team.now).close(1)


def test_killed_at_any_step_it_comes_to_the_same_and_publishes_once(team: Team) -> None:
    right, public = expected(team), found(team).public_key
    assert right.comments != sorted(right.comments)
    assert len(right.comments) == PEOPLE
    keys, step, taken, state = team.app.house.box.keys, 0, 0, CLOSING
    while close_and_die(team, step := step + 1):
        before, state, taken = state, found(team).state, taken + 1
        # What is published has steps of its own, from the first on.
        step = step if state == before else 0
        there = team.app.database.read_now(published)
        assert there == (right if state == TALLIED else Published([], []))
        # Only what is not published yet has a key.
        assert state == TALLIED or keys.has_private(public)
        # Whoever was killed held it for a minute.
        team.now += LATER
    assert taken > 18
    assert found(team).state == TALLIED
    assert team.app.database.read_now(published) == right
    assert not keys.remain(public)
    assert _count(team, ballot) == 0
    assert _count(team, job) == 1


def _count(team: Team, table: sa.Table) -> int:
    query = sa.select(sa.func.count()).select_from(table)
    return team.app.database.read_now(lambda db: db.scalar(query)) or 0


def test_of_two_only_one_counts(team: Team) -> None:
    tally = tally_of(team)
    tally._begin(found(team))
    with pytest.raises(Held):
        tally.close(1)
    assert team.app.database.read_now(lambda db: due(db.connection(), team.now)) == []
    team.now += LATER
    assert tally.close(1).state == TALLIED


def test_a_clock_that_was_set_back_holds_no_round(team: Team) -> None:
    tally = tally_of(team)
    team.now += timedelta(hours=5)
    tally._begin(found(team))
    team.now -= timedelta(hours=5)
    assert tally.close(1).state == TALLIED


def test_who_was_taken_for_dead_publishes_nothing(team: Team) -> None:
    tally, round_ = tally_of(team), found(team)
    private = team.app.house.box.keys.private(round_.public_key)
    slow = tally._begin(round_)
    team.now += LATER
    quick = tally._begin(round_)
    with pytest.raises(Held):
        tally._publish(round_, slow, private)
    assert team.app.database.read_now(published) == Published([], [])
    tally._publish(round_, quick, private)
    assert found(team).state == TALLIED


@pytest.mark.parametrize("taken", [False, True], ids=["its time is over", "it is being counted"])
def test_what_comes_before_it_is_counted_is_too_late_all_the_same(team: Team, taken: bool) -> None:
    if taken:
        tally_of(team)._begin(found(team))
        # Also where a clock was set back.
        team.now -= timedelta(days=1)
    with pytest.raises(Refused):
        team.app.database.write_now(partial(answer, team=team))
    assert _count(team, ballot) == PEOPLE


def test_an_answer_on_its_way_is_counted(team: Team) -> None:
    """On PostgreSQL a close waits for who is casting; on SQLite nobody casts while it begins."""
    if team.app.database.kind == "sqlite":
        return
    engine = team.app.database.engine
    with engine.begin() as casting, engine.connect() as closing:
        assert rounds.find(casting, 1, shared=True)
        closing.execute(sa.text("SET lock_timeout = '200ms'"))
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            closing.execute(sa.text("UPDATE ballot_round SET state = 'closing' WHERE id = 1"))


def test_without_its_key_it_stays_until_somebody_declares_it_lost(team: Team) -> None:
    keys, round_ = team.app.house.box.keys, found(team)
    path = keys.tally / f"{round_.public_key.hex()[:32]}.key"
    elsewhere = path.rename(path.with_suffix(".away"))
    with pytest.raises(Lost, match=str(path)):
        tally_of(team).close(1)
    team.tick(LATER)
    assert _count(team, ballot) == PEOPLE
    elsewhere.rename(path)
    with pytest.raises(BotError, match="its key is there"):
        tally_of(team).give_up(1)
    path.unlink()
    tally_of(team).give_up(1)
    assert found(team).state == LOST
    assert _count(team, ballot) == 0
    assert team.app.database.read_now(published) == Published([], [])
    team.tick(LATER)
    assert [one.text for one in team.channel("#general")] == ["Round 1 is lost."]


def test_what_another_user_alone_may_count_is_not_lost(team: Team) -> None:
    class Anothers(RoundKeys):
        def has_private(self, public: bytes) -> bool:
            return False

    keys = Anothers(team.app.house.box.keys.rounds.parent)
    with pytest.raises(BotError, match="its key is there"):
        replace(tally_of(team), keys=keys).give_up(1)
    assert _count(team, ballot) == PEOPLE


def test_what_was_counted_meanwhile_is_not_lost(team: Team) -> None:
    tally, round_ = tally_of(team), found(team)
    tally.close(1)
    with pytest.raises(Held):
        team.app.database.write_now(lambda db: _lose(db.connection(), round_, team.now))
    assert found(team).state == TALLIED


def test_with_a_key_of_something_else_no_answer_is_taken_for_nonsense(team: Team) -> None:
    keys, round_ = team.app.house.box.keys, found(team)
    (path,) = keys.tally.glob("*.key")
    path.write_bytes(bytes(range(32)))
    with pytest.raises(SetupError, match="is no key of this round"):
        tally_of(team).close(1)
    assert _count(team, ballot) == PEOPLE
    assert not keys.is_destroyed(round_.public_key)


def test_what_nobody_sealed_for_this_round_is_not_counted(team: Team) -> None:
    right = expected(team)
    nonsense = [{"round_id": 1, "slot": bytes([n]), "sealed": bytes(n * 900)} for n in range(5)]
    insert = partial(Session.execute, statement=sa.insert(ballot), params=nonsense)
    team.app.database.write_now(lambda db: insert(db) and None)
    tally_of(team).close(1)
    assert team.app.database.read_now(published) == right


def test_the_timer_of_who_counts_also_removes_what_a_broken_off_tally_has_left(team: Team) -> None:
    tally_of(team).close(1)
    keys, public = team.app.house.box.keys, found(team).public_key
    [gone] = keys.tally.glob("*.gone")
    gone.with_suffix(".key").write_bytes(bytes(32))
    assert keys.remain(public)
    sweep(team.app)
    assert not keys.remain(public)
