"""Whatever happens, in whatever order: inbox, occurrences and outbox keep what they promise.

People type and are heard one to four times, planners plan beside each other, workers take, send,
fail, die and come back late, the clock goes on and is set back, people opt out, move, leave, and
take back what they said. In the end there is peace, and all that waits is sent.
"""

from __future__ import annotations

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
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot import Chat, Skill, daily, t
from bot.delivery import outbox
from bot.delivery.engine import Engine
from bot.delivery.planner import Due, Planner
from bot.delivery.planning import LEFT, Planning
from bot.delivery.queue import INTERACTIVE, SCHEDULED
from bot.delivery.sorter import Taken
from bot.delivery.tables import delivery, hold, inbox, occurrence
from bot.directory.tables import opt_out
from bot.directory.wishes import do_without, have_again
from bot.runtime.incoming import Called, Incoming
from bot.skill import Nudge
from bot.testing import WORKSPACE, Member, Team
from tests.bot import toy
from tests.bot.delivery.provider import PowerCut, Provider, Way
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
    "broken off while sending",
    "withdrawn",
    "withdrawn; it may have arrived",
    "the person is gone",
    "not for this person any more",
    "too late",
}
who = st.integers(0, len(NAMES) - 1)
worker = st.integers(0, 1)
ways = st.sampled_from(
    ["arrives", "is refused", "fails", "is lost", "is not heard of", "dies before", "dies after"]
)


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


_waiting = sa.select(sa.func.count()).where(delivery.c.state.in_(("pending", "sending", "unknown")))


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

    # ---- People ----

    @rule(who=who, what=st.sampled_from(WORDS), copies=st.integers(1, 4))
    def types(self, who: int, what: str, copies: int) -> None:
        said = Called("toy", self.team.said(what))
        event = Incoming(
            WORKSPACE, f"event-{next(self.team.numbers)}", self.people[who].id, said, "C1"
        )
        heard = [self._hears(event) for _ in range(copies)]
        assert sum(heard) <= 1
        assert heard[0] or who in self.away or "tell" in what
        if heard[0]:
            self.events.append(event)
            self.said += what != "undo"
        assert self._cards() == self.said

    @rule(number=st.integers(0, 99))
    def is_heard_again(self, number: int) -> None:
        if self.events:
            assert not self._hears(self.events[number % len(self.events)])
            assert self._cards() == self.said

    def _hears(self, event: Incoming) -> bool:
        """Whether what was said is acknowledged."""
        return "Thanks" in self.team.hand_in(event).text

    @rule(who=who, how=st.sampled_from(["opts", "moves", "goes"]), zone=st.sampled_from(ZONES))
    def changes(self, who: int, how: str, zone: str) -> None:
        """Opt out or in again, move, leave or come back."""
        if how == "opts":
            self.without ^= {who}
            choose = do_without if who in self.without else have_again
            self._write(lambda db: choose(db, self.ids[who], PING))
        elif how == "moves":
            self._becomes(who, zone=zone)
        else:
            self.away ^= {who}
            self._becomes(who, active=who not in self.away)

    # ---- Time ----

    @rule(minutes=st.sampled_from([1, 3, 3, 3, 45, 180, 24 * 60, -1, -90]))
    def time_passes(self, minutes: int) -> None:
        """A clock may be set back, too."""
        self.team.now += timedelta(minutes=minutes)

    # ---- Planners ----

    @rule(number=st.integers(0, 1))
    def a_planner_looks(self, number: int) -> None:
        look = self.planners[number].due
        self.seen[number] = self.team.app.database.read_now(look)

    @rule(number=st.integers(0, 1), newest_first=st.booleans())
    def a_planner_plans(self, number: int, newest_first: bool) -> None:
        """What it saw when it looked, whoever has planned since."""
        found = self.seen[number] or self.team.app.database.read_now(self.planners[number].due)
        for due in reversed(found) if newest_first else found:
            self._plan(self.planners[number], due)
        self.seen[number] = []

    @rule()
    def planners_look_at_once(self) -> None:
        for number in (0, 1):
            self.a_planner_looks(number)
        for number in (0, 1):
            self.a_planner_plans(number, newest_first=bool(number))

    @rule()
    def a_planner_dies_when_it_has_begun(self) -> None:
        for due in self.team.app.database.read_now(self.planners[0].due):
            claim = self._planning(self.planners[0])._claim
            self.team.app.database.write_now(partial(claim, due=due, force=False))
            self.planned[due.mark] += 1

    @rule()
    def what_was_begun_goes_on(self) -> None:
        for due in self.team.app.database.read_now(self.planners[1].begun):
            assert isinstance(due.plan, Nudge)
            self.team.run(self._planning(self.planners[1]).go_on(due, due.plan))

    def _plan(self, planner: Planner, due: Due) -> None:
        done = self.team.run(self._planning(planner).carry_out(due))
        self.planned[due.mark] += done.state not in ("done before", LEFT)

    def _planning(self, planner: Planner) -> Planning:
        return Planning(planner, self.team.app.database)

    # ---- Workers ----

    @rule(worker=worker)
    def a_worker_takes(self, worker: int) -> None:
        self.hands[worker] += self._take()

    @rule(worker=worker, how=st.lists(ways, min_size=1, max_size=4))
    def a_worker_sends(self, worker: int, how: list[Way]) -> None:
        """It may be that its lease is long over."""
        for way in how:
            if self.hands[worker]:
                self.provider.way = way
                try:
                    self._carry(self.hands[worker].pop(0))
                except PowerCut:
                    self.hands[worker].clear()

    @rule(worker=worker, way=ways)
    def a_worker_takes_and_sends(self, worker: int, way: Way) -> None:
        self.a_worker_takes(worker)
        self.a_worker_sends(worker, [way])

    @rule(way=ways)
    def a_worker_is_slow(self, way: Way) -> None:
        """When it goes on, another has what it had taken."""
        self.a_worker_takes(0)
        self.team.now += timedelta(minutes=3)
        self.a_worker_takes(1)
        self.a_worker_sends(1, [way])
        self.a_worker_sends(0, ["arrives"])

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
        self.provider.way = "arrives"
        self.team.now += timedelta(minutes=1)
        self.what_was_begun_goes_on()
        for _ in range(20):
            if not self._count(_waiting):
                break
            self.team.now += timedelta(hours=4)
            for one in self._take():
                self._carry(one)
        for row in self._rows():
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
            sorter = self.team.app.courier.sorter
            lanes = (sorter.take(db, WORKSPACE, lane, 20) for lane in (INTERACTIVE, SCHEDULED))
            return [one for lane in lanes for one in lane or ()]

        taken: list[Taken] = self.team.app.database.write_now(take)
        for one in taken:
            if one.person is not None:
                number = self.ids.index(one.person.id)
                assert number not in self.away
                assert one.row.kind != PING or number not in self.without
        return taken

    def _carry(self, one: Taken) -> None:
        courier = self.team.app.courier
        governor = courier._governor(WORKSPACE, "post")
        self.team.run(courier.carrier.carry(one, governor))

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


def _emptied(db: Connection) -> None:
    for table in (delivery, occurrence, inbox, opt_out, hold):
        db.execute(sa.delete(table))


@pytest.fixture(scope="module")
def machine() -> Iterator[type[Machine]]:
    # Ten thousand commits should not wait for a disk each.
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with (
        TemporaryDirectory(dir=memory) as folder,
        Team([a_skill()], database_url=f"sqlite:///{folder}/piazza.db") as team,
    ):
        engine, team.app.engine = team.app.engine, cast(Engine, Held())
        Machine.team, Machine.provider = team, Provider()
        team.platform = team.app.platforms["test"] = Machine.provider
        Machine.people = [team.member(name) for name in NAMES]
        Machine.ids = [one.person.id for one in Machine.people]
        yield Machine
        team.app.engine = engine


def run(machine: type[Machine], sequences: int) -> None:
    many = settings(
        max_examples=sequences,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=many)


def test_some_sequences(machine: type[Machine]) -> None:
    run(machine, 150)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_ten_thousand_sequences(machine: type[Machine]) -> None:
    run(machine, 10_000)
