"""Whatever happens, in whatever order: inbox, occurrences and outbox keep what they promise.

People type and are heard one to four times, planners plan beside each other, workers take, send,
fail, die and come back late, the clock goes on and is set back, people opt out, move, leave, and
take back what they said. In the end there is peace, and all that waits is sent.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, cast

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot import Chat, Skill, daily, t
from bot.delivery import outbox
from bot.delivery.courtesy import Courtesy
from bot.delivery.engine import Engine
from bot.delivery.planner import Due, Planner
from bot.delivery.planning import LEFT, Planning
from bot.delivery.sorter import Taken
from bot.delivery.tables import delivery, hold, inbox, occurrence
from bot.directory.tables import opt_out
from bot.directory.wishes import do_without, have_again
from bot.runtime.incoming import Called, Incoming
from bot.runtime.outgoing import Answer
from bot.skill import Nudge
from bot.testing import WORKSPACE, Member, Reply, Team
from tests.bot import toy
from tests.bot.delivery.inline import inline
from tests.bot.delivery.provider import WAYS, PowerCut, Provider, Way
from tests.bot.delivery.rows import deliveries

PING = "toy.ping"
ZONES = ("Europe/Rome", "Europe/Rome", "America/New_York", "Pacific/Auckland")
WORDS = ("hello", "tell @bob hello", "tell @carla hi", "undo")
NAMES = ("Ann", "Bob", "Carla", "Dario")
# Why something may end without having arrived.
ENDS = {
    "is refused",
    "is lost",
    "is not heard of",
    "fails",
    "cannot be asked",
    "broken off while sending",
    "withdrawn",
    "withdrawn; it may have arrived",
    "the person is gone",
    "not for this person any more",
    "too late",
}
who = st.integers(0, len(NAMES) - 1)
worker = st.integers(0, 1)
ways = st.sampled_from(WAYS)


def a_skill() -> Skill:
    """Says, tells, takes back, and nudges every day."""
    made = toy.on_schedule(nudges={"ping": daily(at="15:00")})
    made.command("toy", toy.Note)(toy.note)
    made.button("repeat")(toy.repeat)

    @made.command("toy tell", toy.Tell)
    def tell(chat: Chat, form: toy.Tell) -> None:
        toy.tell(chat, form)
        chat.whisper(t("thanks"))

    @made.command("toy undo")
    def undo(chat: Chat) -> None:
        chat.withdraw(1)
        chat.whisper(t("thanks"))

    return made


WAITING = ("pending", "sending", "unknown")


class Held:
    """An engine that does nothing by itself: the machine does what workers do."""

    def kick(self, queue: str) -> None:
        """Somebody will come."""

    async def idle(self) -> None:
        """There is nothing to wait for."""


class Machine(RuleBasedStateMachine):
    """One company, made once and emptied for each sequence."""

    team: ClassVar[Team]
    provider: ClassVar[Provider]
    people: ClassVar[list[Member]]
    ids: ClassVar[list[int]]

    @initialize(looks=st.booleans())
    def begin(self, looks: bool) -> None:
        team = self.team
        team.now = team.moment("2026-11-23 15:01")
        self._write(_emptied)
        self.provider.forget()
        self.provider.looks = looks
        for number, one in enumerate(self.people):
            home = ZONES[number % len(ZONES)]
            if one.profile.zone != home or not one.profile.active:
                self._becomes(number, zone=home, active=True)
        self.planners = [Planner(team.app.house, lambda: team.now) for _ in range(2)]
        for planner in self.planners:
            planner.workspaces = [WORKSPACE]
        self.seen: list[list[Due]] = [[], []]
        self.hands: list[list[Taken]] = [[], []]
        self.events: list[Incoming] = []
        self.said = 0
        self.planned: Counter[Any] = Counter()
        self.without: set[int] = set()
        self.away: set[int] = set()
        # Whether something may be due that nobody has planned, or went on planning.
        self.fresh, self.begun = True, False

    # ---- People ----

    @rule(who=who, what=st.sampled_from(WORDS), copies=st.integers(1, 4))
    def types(self, who: int, what: str, copies: int) -> None:
        said = Called("toy", self.team.said(what))
        event = Incoming(
            WORKSPACE, f"event-{next(self.team.numbers)}", self.people[who].id, said, "C1"
        )
        heard = self._hear(event, copies)
        assert heard <= 1
        assert heard or who in self.away or "tell" in what
        if heard:
            self.events.append(event)
            self.said += what != "undo"
        assert self._cards() == self.said

    @precondition(lambda self: self.events)
    @rule(number=st.integers(0, 99))
    def is_heard_again(self, number: int) -> None:
        assert not self._hear(self.events[number % len(self.events)], 1)
        assert self._cards() == self.said

    def _hear(self, event: Incoming, copies: int) -> int:
        """How often it is acknowledged when it comes several times at once."""

        async def come() -> list[Answer]:
            return await asyncio.gather(*(self.team.app.handle(event) for _ in range(copies)))

        return sum("Thanks" in Reply(one).text for one in self.team.run(come()))

    @rule(who=who, how=st.sampled_from(["opts", "moves", "goes"]), zone=st.sampled_from(ZONES))
    def changes(self, who: int, how: str, zone: str) -> None:
        """Opt out or in again, move, leave or come back."""
        if how == "opts":
            self.without ^= {who}
            choose = do_without if who in self.without else have_again
            self._write(lambda db: choose(db, self.ids[who], PING))
        elif how == "moves":
            self._becomes(who, zone=zone)
            self.fresh = True
        else:
            self.away ^= {who}
            self._becomes(who, active=who not in self.away)

    # ---- Time ----

    @rule(minutes=st.sampled_from([1, 3, 3, 3, 45, 180, 24 * 60, -1, -90]))
    def time_passes(self, minutes: int) -> None:
        """A clock may be set back, too."""
        self.team.now += timedelta(minutes=minutes)
        self.fresh = True

    # ---- Planners ----

    @precondition(lambda self: self.fresh)
    @rule(number=st.integers(0, 1))
    def a_planner_looks(self, number: int) -> None:
        self.seen[number] = self._due()

    @precondition(lambda self: any(self.seen))
    @rule(newest_first=st.booleans())
    def planners_plan(self, newest_first: bool) -> None:
        """What they saw when they looked, whoever has planned since."""
        for planner, seen in zip(self.planners, self.seen, strict=True):
            for due in reversed(seen) if newest_first else seen:
                self._plan(planner, due)
        self.seen = [[], []]

    @precondition(lambda self: self.fresh)
    @rule(beside=st.booleans())
    def a_planner_looks_and_plans(self, beside: bool) -> None:
        """And maybe another that has seen the same, the newest first."""
        self.seen = [self._due(), []]
        if beside:
            self.seen[1] = self.seen[0][::-1]
        self.planners_plan(newest_first=False)
        self.fresh = False

    @precondition(lambda self: self.fresh)
    @rule()
    def a_planner_dies_when_it_has_begun(self) -> None:
        for due in self._due():
            claim = self._planning(self.planners[0])._claim
            self.team.app.database.write_now(partial(claim, due=due, force=False))
            self.planned[due.mark] += 1
        self.fresh, self.begun = False, True

    @precondition(lambda self: self.begun)
    @rule()
    def what_was_begun_goes_on(self) -> None:
        for due in self.team.app.database.read_now(self.planners[1].begun):
            assert isinstance(due.plan, Nudge)
            self.team.run(self._planning(self.planners[1]).go_on(due, due.plan))

    def _due(self) -> list[Due]:
        return self.team.app.database.read_now(self.planners[0].due)

    def _plan(self, planner: Planner, due: Due) -> None:
        done = self.team.run(self._planning(planner).carry_out(due))
        self.planned[due.mark] += done.state not in ("done before", LEFT)

    def _planning(self, planner: Planner) -> Planning:
        return Planning(planner, self.team.app.database, Courtesy())

    # ---- Workers ----

    @rule(worker=worker)
    def a_worker_takes(self, worker: int) -> None:
        self.hands[worker] += self._take()

    @precondition(lambda self: any(self.hands))
    @rule(worker=worker, how=st.lists(ways, min_size=1, max_size=4))
    def a_worker_sends(self, worker: int, how: list[Way]) -> None:
        """It may be that its lease is long over."""
        self._send(worker if self.hands[worker] else 1 - worker, how)

    @rule(worker=worker, way=ways)
    def a_worker_takes_and_sends(self, worker: int, way: Way) -> None:
        self.hands[worker] += self._take()
        self._send(worker, [way])

    @rule(way=ways)
    def a_worker_is_slow(self, way: Way) -> None:
        """When it goes on, another has what it had taken."""
        self.hands[0] += self._take()
        self.team.now += timedelta(minutes=3)
        self.hands[1] += self._take()
        self._send(1, [way])
        self._send(0, ["arrives"])

    @rule(way=st.sampled_from(["arrives", "cannot be asked", "is lost", "dies before"]))
    def nobody_knows_whether_it_arrived(self, way: Way) -> None:
        """It is looked for, by another, who sends it again or not."""
        self.hands[0] += self._take()
        self._send(0, ["is not heard of"] * 2)
        self.team.now += timedelta(minutes=1)
        self.hands[1] += self._take()
        self._send(1, [way])

    def _send(self, worker: int, how: list[Way]) -> None:
        hand = self.hands[worker]
        some, hand[:] = hand[: len(how)], hand[len(how) :]
        try:
            self.team.run(self._carry(some, how))
        except PowerCut:
            hand.clear()

    @precondition(lambda self: any(self.hands))
    @rule(started_again=st.booleans())
    def all_die(self, started_again: bool) -> None:
        for hand in self.hands:
            hand.clear()
        if started_again:
            self._write(lambda db: outbox.take_back(db, self.team.now, alone=True))

    # ---- Promises ----

    @invariant()
    def an_occurrence_is_planned_once(self) -> None:
        assert all(times <= 1 for times in self.planned.values()), self.planned

    @invariant()
    def nothing_arrives_twice_but_what_nobody_could_look_up(self) -> None:
        twice = {one for one, times in self.provider.arrived.items() if times > 1}
        if not twice:
            return
        for row in self._rows():
            if str(row.id) in twice:
                assert self.provider.arrived[str(row.id)] == 2
                assert row.doubtful
                assert not (self.provider.looks and row.person_id)

    def teardown(self) -> None:
        """Peace: everybody is dead, one worker does its work, and all that waits is sent."""
        if not hasattr(self, "hands"):
            return
        self.team.now += timedelta(minutes=1)
        if self.begun:
            self.what_was_begun_goes_on()
        rows = self._rows()
        for _ in range(20):
            if not any(row.state in WAITING for row in rows):
                break
            self.team.now += timedelta(hours=4)
            taken = self._take()
            self.team.run(self._carry(taken, ["arrives"] * len(taken)))
            rows = self._rows()
        for row in rows:
            assert row.state in ("sent", "failed", "cancelled"), row
            if row.state == "sent" and (row.person_id or row.channel):
                assert self.provider.arrived[str(row.id)] >= 1, row
            if row.state != "sent":
                assert row.error in ENDS, row
        assert self.team._failures == []

    # ---- How it is done ----

    def _rows(self) -> Sequence[Any]:
        return deliveries(self.team)

    def _take(self) -> list[Taken]:
        def take(db: Session) -> list[Taken]:
            sorter, now = self.team.app.courier.sorter, self.team.now
            # The others would find nothing.
            lanes = sorted({lane for _, lane, _ in outbox.waiting(db.connection(), now)})
            chunks = (sorter.take(db, WORKSPACE, lane, 20) for lane in lanes)
            return [one for chunk in chunks for one in chunk or ()]

        # A database gives them in any order, and a sequence that is replayed has to be the same.
        taken: list[Taken] = sorted(self.team.app.database.write_now(take), key=_order)
        for one in taken:
            if one.person is not None:
                number = self.ids.index(one.person.id)
                assert number not in self.away
                # What may have arrived before is looked for.
                assert one.row.kind != PING or number not in self.without or one.unwanted
        return taken

    async def _carry(self, some: Sequence[Taken], how: Sequence[Way]) -> None:
        courier = self.team.app.courier
        governor = courier._governor(WORKSPACE, "post")
        for one, self.provider.way in zip(some, how, strict=False):
            before = self.provider.arrived[str(one.row.id)]
            await courier.carrier.carry(one, governor)
            assert not one.unwanted or self.provider.arrived[str(one.row.id)] == before

    def _cards(self) -> int:
        card = sa.or_(delivery.c.person_id.is_not(None), delivery.c.channel.is_not(None))
        return self._count(sa.select(sa.func.count()).where(delivery.c.kind == "toy", card))

    def _count(self, query: sa.Select[Any]) -> int:
        return int(self.team.app.database.read_now(lambda db: db.execute(query).scalar_one()))

    def _becomes(self, number: int, **new: Any) -> None:
        member = self.people[number]
        member.profile = replace(member.profile, **new)
        self.provider.people[member.id] = member.profile
        self.team.run(self.team.app.registry.remember(WORKSPACE, [member.profile]))

    def _write(self, work: Callable[[Connection], Any]) -> Any:
        return self.team.app.database.write_now(lambda db: work(db.connection()))


def _order(one: Taken) -> tuple[Any, ...]:
    row = one.row
    return row.made, row.kind, row.person_id or 0, row.channel or "", row.position


def _emptied(db: Connection) -> None:
    for table in (delivery, occurrence, inbox, opt_out, hold):
        db.execute(sa.delete(table))


@pytest.fixture(params=["sqlite", "postgresql"])
def machine(request: pytest.FixtureRequest) -> Iterator[type[Machine]]:
    # Ten thousand commits should not wait for a disk each.
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with TemporaryDirectory(dir=memory) as folder:
        url = f"sqlite:///{folder}/piazza.db"
        if request.param == "postgresql":
            url = request.getfixturevalue("postgres_url")
        with Team([a_skill()], database_url=url) as team:
            engine, team.app.engine = team.app.engine, cast(Engine, Held())
            Machine.team, Machine.provider = team, Provider()
            team.platform = team.app.platforms["test"] = Machine.provider
            Machine.people = [team.member(name) for name in NAMES]
            Machine.ids = [one.person.id for one in Machine.people]
            with inline(team.app.database):
                yield Machine
            team.app.engine = engine


def run(machine: type[Machine], sequences: int, steps: int) -> None:
    many = settings(
        max_examples=sequences,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=many)


# How many in any run, and how many in the long ones.
SOME = {"sqlite": 100, "postgresql": 20}
MANY = {"sqlite": 10_000, "postgresql": 2_000}


def test_some_sequences(machine: type[Machine]) -> None:
    run(machine, SOME[machine.team.app.database.kind], steps=8)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_ten_thousand_sequences(machine: type[Machine]) -> None:
    kind = machine.team.app.database.kind
    run(machine, int(os.environ.get("PIAZZA_TEST_SEQUENCES", MANY[kind])), steps=20)
