"""Two processes at the same moment: the later one finds what the earlier one has just stored."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot import Chat, weekly
from bot.delivery import dead_letters, holds, runs
from bot.delivery.missed import tell_missed
from bot.delivery.planner import Invited
from bot.delivery.planning import MISSED
from bot.delivery.queue import SCHEDULED
from bot.delivery.sheaf import bind
from bot.delivery.tables import occurrence
from bot.directory.roster import Defaults, remember
from bot.directory.tables import identity, installation
from bot.people import Role
from bot.runtime import nudges
from bot.runtime.broadcasting import send
from bot.runtime.platform import DeliveryError, Profile
from bot.runtime.posts import schedule
from bot.runtime.retention import AGAIN
from bot.testing import WORKSPACE, Team
from tests.bot import toy
from tests.bot.delivery.rows import states

WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
NINA = Profile("U99", "Nina New", "nina", zone="Europe/Rome", language="it")


@pytest.fixture
def database_url(postgres_url: str) -> str:
    return postgres_url


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@contextmanager
def an_earlier_one(team: Team, store: Callable[[Connection], Any]) -> Iterator[Callable[[], None]]:
    """A process that has stored something and not committed yet; the function lets it go on."""
    with team.app.database.engine.connect() as connection:
        store(connection)
        yield connection.commit


def wait_until_it_waits(team: Team, later: Future[Any]) -> None:
    """Wait until the later one stands before a row that the earlier one holds."""
    ends = time.monotonic() + 10
    with team.app.database.engine.connect() as watching:
        while watching.execute(WAITING).scalar_one() == 0:
            assert not later.done(), later.result()
            assert time.monotonic() < ends
            watching.rollback()


def test_both_meet_the_same_person(team: Team) -> None:
    defaults = Defaults(("en", "it"), "Europe/Rome")
    meet, now = team.app.registry.remember(WORKSPACE, [NINA]), team.now
    with (
        ThreadPoolExecutor(1) as pool,
        an_earlier_one(team, lambda db: remember(db, WORKSPACE, [NINA], defaults, now)) as goes_on,
    ):
        later = pool.submit(team.run, meet)
        wait_until_it_waits(team, later)
        goes_on()
        assert later.result() == {"U99"}
    rows = team.app.database.read_now(lambda db: db.execute(identity.select()).all())
    assert [row.id for row in rows] == ["U99"]


def test_both_start_for_the_first_time(team: Team, database_url: str) -> None:
    team.app.database.write_now(lambda db: db.execute(sa.delete(installation)))
    secret = {"name": "secret", "value": "00" * 32}
    installed = {"name": "installed", "value": "2026-11-23T08:00:00+00:00"}
    insert = sa.insert(installation)
    with (
        ThreadPoolExecutor(1) as pool,
        an_earlier_one(team, lambda db: db.execute(insert, [secret, installed])) as goes_on,
    ):
        later = pool.submit(Team, [toy.skill], database_url=database_url)
        wait_until_it_waits(team, later)
        goes_on()
        with later.result() as second:
            rows = second.app.database.read_now(lambda db: db.execute(installation.select()).all())
    assert {row.name: row.value for row in rows} == {
        "secret": secret["value"],
        "installed": installed["value"],
    }


def test_both_find_that_something_was_missed_and_one_tells(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    row = {"schedule": "toy.ping", "cohort": "Europe/Rome", "local_date": team.now.date()}
    missed = {**row, "state": MISSED, "reason": "too late", "at": team.now, "due": team.now}
    team.app.database.write_now(lambda db: db.execute(sa.insert(occurrence), missed))
    house, now = team.app.house, team.now

    def tell(db: Connection) -> None:
        tell_missed(Session(db), house, WORKSPACE, now)

    with ThreadPoolExecutor(1) as pool, an_earlier_one(team, tell) as goes_on:
        moment = now + timedelta(seconds=1)
        job = partial(tell_missed, house=house, workspace=WORKSPACE, now=moment)
        later = pool.submit(team.app.database.write_now, job)
        wait_until_it_waits(team, later)
        goes_on()
        later.result()
    team.tick(timedelta(minutes=1))
    assert len(cora.inbox) == 1


def test_both_are_let_in_no_more_and_one_has_the_news(team: Team) -> None:
    pause = partial(holds.pause, workspace=WORKSPACE, reason="invalid_auth", now=team.now)
    with ThreadPoolExecutor(1) as pool, an_earlier_one(team, pause) as goes_on:
        job = lambda db: pause(db.connection())  # noqa: E731
        later = pool.submit(team.app.database.write_now, job)
        wait_until_it_waits(team, later)
        goes_on()
        assert later.result() is False


@pytest.mark.parametrize(
    ("typed", "label", "refused"),
    [
        (
            "/cm broadcast the canteen is closed",
            "Yes, send it",
            "gone to the same people in the last 24 hours",
        ),
        ('/cm post #general "monday 09:30" Coffee', "Schedule it", "scheduled already"),
    ],
)
def test_a_button_that_is_pressed_twice_at_the_same_moment_does_it_once(
    team: Team, typed: str, label: str, refused: str
) -> None:
    cora = team.member("Cora", role=Role.CM)
    shown, who = cora.types(typed), cora.person

    def press(db: Connection) -> None:
        chat = Chat(Session(db), team.now, WORKSPACE, "bot", team.app.house, who)
        if label == "Schedule it":
            schedule(chat, "#general", "monday 09:30", "Coffee")
        else:
            send(chat, "the canteen is closed", "", 1)

    with ThreadPoolExecutor(1) as pool, an_earlier_one(team, press) as goes_on:
        later = pool.submit(cora.presses, label, on=shown)
        wait_until_it_waits(team, later)
        goes_on()
        assert refused in later.result().text


def test_who_takes_back_what_another_one_is_just_planning_takes_back_all_of_it(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    cora = team.member("Cora", role=Role.CM)
    reply = cora.presses("Yes, send it", on=cora.types("/cm nudges run ping"))
    team.now += runs.UNDO
    [due] = team.app.database.read_now(team.app.planner.begun)
    planning, mine = team.app.planning, Invited(cora.person.id, None, WORKSPACE)

    def plan(db: Connection) -> None:
        sheaf = bind(db.dialect, due, [(mine, team.now)])
        assert planning._keep(Session(db), due, sheaf, None)

    with ThreadPoolExecutor(1) as pool, an_earlier_one(team, plan) as goes_on:
        later = pool.submit(cora.presses, "Undo", on=reply)
        wait_until_it_waits(team, later)
        goes_on()
        later.result()
    team.tick(timedelta(minutes=1))
    assert states(team)[:1] == ["cancelled"]
    assert [one.text.splitlines()[1] for one in cora.inbox] == [
        "Undone: 1 message that had not left does not go."
    ]


def test_two_who_send_the_same_now_at_the_same_moment_do_it_once(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    cora, dora = (team.member(name, role=Role.CM) for name in ("Cora", "Dora"))
    asked, who = dora.types("/cm nudges run ping"), cora.person

    def press(db: Connection) -> None:
        chat = Chat(Session(db), team.now, WORKSPACE, "bot", team.app.house, who)
        nudges.send(chat, "toy.ping", 2)

    team.now += timedelta(seconds=1)
    with ThreadPoolExecutor(1) as pool, an_earlier_one(team, press) as goes_on:
        later = pool.submit(dora.presses, "Yes, send it", on=asked)
        wait_until_it_waits(team, later)
        goes_on()
        # She would get a button that undoes nothing.
        assert "it has gone out today already" in later.result().text


def test_what_is_put_off_while_its_plan_is_resumed_is_woken(
    team_of: Callable[..., Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    team = team_of(toy.on_schedule(nudges={"ping": weekly("friday", at="15:00")}))
    cora = team.member("Cora", role=Role.CM)
    with monkeypatch.context() as away:
        away.setattr(team.platform, "workspaces", ())
        team.tick("2026-11-27 15:00")
        cora.types("/cm schedule pause ping")
    take, now = team.app.courier.sorter.take, team.now
    monkeypatch.setattr(team.app.engine, "kick", lambda _queue: None)

    def put_off(db: Connection) -> None:
        assert take(Session(db), WORKSPACE, SCHEDULED, 20) == []

    with ThreadPoolExecutor(1) as pool, an_earlier_one(team, put_off) as goes_on:
        later = pool.submit(cora.types, "/cm schedule resume ping")
        wait_until_it_waits(team, later)
        goes_on()
        later.result()
    monkeypatch.undo()
    team.now = now
    team.tick(timedelta(minutes=1))
    team.tick(timedelta(minutes=1))
    assert len(cora.inbox) == 1


def test_what_is_just_being_posted_is_taken_back_by_who_deletes_it(team: Team) -> None:
    cora = team.member("Cora", role=Role.CM)
    cora.presses("Schedule it", on=cora.types('/cm post #general "friday 09:30" Coffee'))
    team.now = team.moment("2026-11-27 09:30")
    [due] = team.app.database.read_now(team.app.planner.due)

    def post(db: Connection) -> None:
        assert team.app.planning._claim(Session(db), due, force=False).people == 1

    with ThreadPoolExecutor(1) as pool, an_earlier_one(team, post) as goes_on:
        later = pool.submit(cora.types, "/cm post delete bot.post_1")
        wait_until_it_waits(team, later)
        goes_on()
        later.result()
    team.tick(timedelta(minutes=1))
    assert team.channel("#general") == []


def test_what_is_just_being_sent_again_keeps_its_words(team_of: Callable[..., Team]) -> None:
    team = team_of(toy.on_schedule(digest=weekly("friday", at="15:00")))
    team.platform.refusals.append(DeliveryError("not_in_channel", final=True))
    team.tick("2026-11-27 15:00")
    team.now += timedelta(days=8)
    again = partial(dead_letters.send_again, which=(), now=team.now)
    with ThreadPoolExecutor(1) as pool, an_earlier_one(team, again) as goes_on:
        drop = partial(dead_letters.drop_words, before=team.now - AGAIN, most=9)
        later = pool.submit(team.app.database.write_now, drop)
        wait_until_it_waits(team, later)
        goes_on()
        later.result()
    team.run(team.app.sweep())
    team.run(team.app.engine.idle())
    assert len(team.channel(toy.CHANNEL)) == 1
