"""Jobs: done behind what people do, at least once, never by two at once, in the end given up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot import Chat, Refused, Skill, Work, t
from bot.delivery import backlog, jobs
from bot.delivery.jobs import Overtaken
from bot.delivery.tables import job
from bot.testing import Team
from bot.texts import core
from tests.bot import toy
from tests.bot.delivery.rows import states

MOMENT = timedelta(seconds=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


class Fetching:
    """A skill that fetches something; `fetch` is what its job does."""

    def __init__(self, at: timedelta | None = None, *, passing: bool = False) -> None:
        self.skill = Skill("toy", home=toy.HOME)
        self.fetched: list[int] = []
        self.meanwhile: Callable[[Work], Any] = lambda _work: None

        @self.skill.job("fetch", passing=passing)
        def fetch(work: Work, number: int, word: str) -> None:
            self.meanwhile(work)
            work.write(lambda chat: chat.say(t("thanks"), to=toy.CHANNEL))
            self.fetched.append(number)

        @self.skill.command("toy", toy.Note)
        def begin(chat: Chat, form: toy.Note) -> None:
            chat.later(fetch, 7, form.words, at=None if at is None else chat.now + at)
            if form.words == "no way":
                raise Refused(t("thanks"))


def rows(team: Team) -> list[Any]:
    return list(team.app.database.read_now(lambda db: db.execute(sa.select(job)).all()))


def test_it_is_done_behind_the_answer_and_leaves_no_trace(team_of: Callable[..., Team]) -> None:
    fetching = Fetching()
    team = team_of(fetching.skill)
    team.member("Bob").types("/toy please")
    assert (fetching.fetched, rows(team)) == ([7], [])
    assert len(team.channel(toy.CHANNEL)) == 1


def test_who_is_refused_has_nothing_done(team_of: Callable[..., Team]) -> None:
    fetching = Fetching()
    team = team_of(fetching.skill)
    team.member("Bob").types("/toy no way")
    team.tick(MOMENT)
    assert (fetching.fetched, rows(team)) == ([], [])


def test_it_waits_for_its_instant(team_of: Callable[..., Team]) -> None:
    fetching = Fetching(at=timedelta(hours=1))
    team = team_of(fetching.skill)
    team.member("Bob").types("/toy please")
    team.tick(timedelta(minutes=59))
    assert fetching.fetched == []
    team.tick(timedelta(minutes=1))
    assert fetching.fetched == [7]


def test_it_holds_nobody_up_while_it_takes_its_time(team_of: Callable[..., Team]) -> None:
    fetching, going_on = Fetching(), threading.Event()
    team = team_of(fetching.skill)
    bob = team.member("Bob")

    def wait_for_somebody_else_to_store(_work: Work) -> None:
        store = lambda: team.app.database.write_now(lambda db: going_on.set())  # noqa: E731
        threading.Thread(target=store).start()
        assert going_on.wait(10), "it holds the writer"

    fetching.meanwhile = wait_for_somebody_else_to_store
    bob.types("/toy please")
    assert fetching.fetched == [7]


def test_what_failed_is_tried_later_each_time_and_in_the_end_given_up(
    team_of: Callable[..., Team],
) -> None:
    fetching, tries = Fetching(), list[int]()

    def fails(_work: Work) -> None:
        tries.append(1)
        raise LookupError("no such page")

    fetching.meanwhile = fails
    team = team_of(fetching.skill, strict=False)
    with capture_logs():
        team.member("Bob").types("/toy please")
        for _ in range(10):
            team.tick(timedelta(hours=4))
    assert len(tries) == 8
    [row] = rows(team)
    assert (row.state, row.error) == ("failed", "LookupError")
    facts = team.app.database.read_now(lambda db: team.app.house.health(db, team.now))
    assert {one.name.key: one.value for one in facts}["health.jobs_failed"] == core(
        "health.failed_see", number=1
    )


def test_one_whose_process_ends_each_time_is_given_up_and_says_so(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching = Fetching()
    team = team_of(fetching.skill)
    monkeypatch.setattr(team.app.engine, "kick", lambda _queue: None)
    team.member("Bob").types("/toy please")
    monkeypatch.undo()
    for _ in range(8):
        assert team.app.database.write_now(lambda db: backlog.lease(db.connection(), team.now))
        team.now += backlog.LEASE + MOMENT
    team.tick(MOMENT)
    [row] = rows(team)
    assert (row.state, row.error, fetching.fetched) == ("failed", "broken off", [])


def test_of_a_passing_one_that_fails_nothing_is_left_and_nothing_tried_again(
    team_of: Callable[..., Team],
) -> None:
    fetching, tries = Fetching(passing=True), list[int]()

    def fails(_work: Work) -> None:
        tries.append(1)
        raise LookupError("no such page")

    fetching.meanwhile = fails
    team = team_of(fetching.skill, strict=False)
    with capture_logs():
        team.member("Bob").types("/toy please")
        assert rows(team) == []
        team.tick(timedelta(hours=4))
    assert tries == [1]


def test_a_passing_one_that_was_broken_off_does_not_begin_anew(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching = Fetching(passing=True)
    team = team_of(fetching.skill)
    monkeypatch.setattr(team.app.engine, "kick", lambda _queue: None)
    team.member("Bob").types("/toy please")
    monkeypatch.undo()
    assert team.app.database.write_now(lambda db: backlog.lease(db.connection(), team.now))
    team.tick(backlog.LEASE + MOMENT)
    assert (rows(team), fetching.fetched) == ([], [])


def test_what_begins_anew_says_nothing_twice(team_of: Callable[..., Team]) -> None:
    fetching, broken = Fetching(), list[int]()

    def breaks_once(work: Work) -> None:
        work.write(lambda chat: chat.say(t("thanks"), to=toy.CHANNEL))
        if not broken:
            broken.append(1)
            raise LookupError

    fetching.meanwhile = breaks_once
    team = team_of(fetching.skill, strict=False)
    with capture_logs():
        team.member("Bob").types("/toy please")
        team.tick(timedelta(minutes=1))
    assert fetching.fetched == [7]
    assert states(team) == ["sent", "sent"]


def test_what_a_dead_process_was_doing_is_done_again_and_a_frozen_one_stores_nothing(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetching = Fetching()
    team = team_of(fetching.skill)
    # It is taken by a process of which nothing is heard any more.
    monkeypatch.setattr(team.app.engine, "kick", lambda _queue: None)
    team.member("Bob").types("/toy please")
    monkeypatch.undo()
    row = team.app.database.write_now(lambda db: backlog.lease(db.connection(), team.now))
    assert row is not None
    frozen = team.app.jobs._work(row, "toy", lambda _queue: None, jobs.Pulse(team.now))
    team.tick(backlog.LEASE - MOMENT)
    assert fetching.fetched == [], "two at once"
    team.tick(2 * MOMENT)
    assert fetching.fetched == [7]
    with pytest.raises(Overtaken):
        frozen.write(lambda chat: chat.say(t("thanks"), to=toy.CHANNEL))
    assert len(team.channel(toy.CHANNEL)) == 1


class Passing:
    """Time that passes while a job is at work, in steps in which it is looked after."""

    STEP = backlog.LEASE * 0.9

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._renewed = threading.Semaphore(0)
        renew = backlog.renew

        def counted(*given: Any) -> bool:
            held = renew(*given)
            self._renewed.release()
            return held

        monkeypatch.setattr(backlog, "renew", counted)
        monkeypatch.setattr(jobs, "RENEWED", 0.01)
        monkeypatch.setattr(jobs, "SILENCE", self.STEP * 1.5)

    def step(self, team: Team) -> None:
        """Let time pass, and be looked after."""
        team.now += self.STEP
        while self._renewed.acquire(blocking=False):
            pass
        assert self._renewed.acquire(timeout=30)


def test_one_that_hangs_is_let_go_as_a_failed_try_and_changes_nothing_when_it_goes_on(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = Passing(monkeypatch)
    fetching, going_on, ended = Fetching(), threading.Event(), threading.Event()
    team = team_of(fetching.skill, strict=False)
    overtaken = list[Exception]()

    def hangs(work: Work) -> None:
        fetching.meanwhile = lambda _work: None
        passing.step(team)
        team.now += passing.STEP
        assert going_on.wait(30)
        try:
            work.write(lambda chat: chat.say(t("thanks"), to=toy.CHANNEL))
        except Overtaken as error:
            overtaken.append(error)
            raise
        finally:
            ended.set()

    fetching.meanwhile = hangs
    with capture_logs() as logged:
        team.member("Bob").types("/toy please")
        [row] = rows(team)
        assert (row.state, row.attempts, row.error) == ("waiting", 1, "Hung")
        going_on.set()
        assert ended.wait(30)
    assert "job_failed" in {line["event"] for line in logged}
    assert len(overtaken) == 1
    team.tick(timedelta(minutes=1))
    assert (fetching.fetched, rows(team)) == ([7], [])
    assert len(team.channel(toy.CHANNEL)) == 1


def test_one_that_takes_hours_and_shows_that_it_lives_is_not_let_go(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    passing, fetching = Passing(monkeypatch), Fetching()

    def takes_hours(work: Work) -> None:
        for _ in range(8):
            passing.step(team)
            work.read(lambda db: None)

    fetching.meanwhile = takes_hours
    team = team_of(fetching.skill)
    team.member("Bob").types("/toy please")
    assert fetching.fetched == [7]
