"""The app: an event comes in, its handler runs once, the asker gets an answer."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

import structlog
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars, get_contextvars

from bot.cards import Card
from bot.delivery import backlog, holds, outbox, pausing
from bot.delivery.backlog import JOBS
from bot.delivery.courier import Courier
from bot.delivery.courtesy import Courtesy
from bot.delivery.embedded import EmbeddedEngine
from bot.delivery.engine import Engine
from bot.delivery.jobs import Jobs
from bot.delivery.planner import Planner
from bot.delivery.planning import Planning
from bot.delivery.rounds import Rounds
from bot.directory.audit import Why
from bot.errors import BotError, SetupError
from bot.runtime import about, first_day, metrics
from bot.runtime.answering import Answering
from bot.runtime.catalogue import Catalogue
from bot.runtime.closing import Closer
from bot.runtime.house import House
from bot.runtime.incoming import (
    Called,
    Chosen,
    Incoming,
    Picked,
    Pressed,
    Reacted,
    Replied,
    Submitted,
    Visited,
)
from bot.runtime.interaction import Early, Interaction, Outcome, Rejected, Unknown, only_opens
from bot.runtime.outgoing import Answer, Later, Scrub, Whisper
from bot.runtime.platform import Platform
from bot.runtime.registry import Registry
from bot.runtime.seal import Forged, Seal, Sealed
from bot.skill import Rule
from bot.store.database import Database
from bot.store.errors import Busy
from bot.store.session import Unheard
from bot.texts import core

log = structlog.get_logger("piazza.app")


# Seconds to wait for a card's place to be noted, where somebody was quicker.
EARLY = (0.05, 0.1, 0.2, 0.4)

# Hears which rule, schedule or skill has failed, and how.
OnFailure: TypeAlias = Callable[[str, Exception], None]


def unheard(_what: str, _error: Exception) -> None:
    """Keep nothing of a failure: what an exception says may quote what people wrote."""


def _seen(interaction: Interaction, outcome: metrics.Outcome) -> metrics.Outcome:
    """What came of it, as far as anybody may know."""
    return "done" if interaction.private else outcome


def new_event_id() -> str:
    """A short id under which everything an event leads to is found in the logs."""
    # It has only to differ from its neighbours; more randomness costs a switch of threads.
    return f"{random.getrandbits(32):08x}"


@dataclass(eq=False)
class App:
    """A company's Piazza: its house, its database, its platforms, its clock (aware, UTC).

    `on_failure` may be called from any thread.
    """

    house: House
    database: Database
    catalogue: Catalogue
    seal: Seal
    clock: Callable[[], datetime]
    platforms: dict[str, Platform] = field(default_factory=dict)
    on_failure: OnFailure = unheard

    def __post_init__(self) -> None:
        self.answering = Answering(self.house, self.catalogue, self.seal, self.platforms)
        self.courier = Courier(
            self.database,
            self.house,
            self.answering,
            self.platforms,
            self.clock,
            lambda what, error: self.on_failure(what, error),
        )
        self.courtesy = Courtesy()
        self.jobs = Jobs(
            self.database,
            self.house,
            lambda: self.clock(),
            lambda what, error: self.on_failure(what, error),
            lambda queue: self.engine.kick(queue),
            self.courtesy,
        )
        self.engine: Engine = EmbeddedEngine(self.drain)
        self.planner = Planner(self.house, self.clock)
        self.planning = Planning(self.planner, self.database, self.courtesy)
        failed = lambda what, error: self.on_failure(what, error)  # noqa: E731
        self.rounds = Rounds(self.planning, self.house, failed)
        self.closer = Closer(self.house, self.database, lambda: self.clock())
        self.registry = Registry(self.house, self.database, self.platforms, lambda: self.clock())

    async def drain(self, queue: str) -> None:
        """Do everything that is due in a queue."""
        await (self.jobs.drain() if queue == JOBS else self.courier.drain(queue))

    def free(self, db: Connection, queue: str) -> None:
        """Free what the one held who drained a queue and has ended; nobody else drains it now."""
        if queue == JOBS:
            backlog.take_back(db)
        else:
            outbox.take_back(db, self.clock(), alone=True, workspace=queue)

    async def handle(self, event: Incoming) -> Answer:
        """Carry out one interaction and word its answer; never raises for what a person did."""
        self.courtesy.asked()
        began = time.perf_counter()
        answer, outcome, private = await self._handle(event)
        metrics.handled(metrics.UNTOLD if private else time.perf_counter() - began)
        metrics.interaction(event.workspace.partition(":")[0], outcome)
        return answer

    async def _handle(self, event: Incoming) -> tuple[Answer, metrics.Outcome, bool]:
        """The answer, what came of it, and whether it is private."""
        reference = get_contextvars().get("event_id") or new_event_id()
        with bound_contextvars(event_id=reference, workspace=event.workspace):
            interaction = self._route(event)
            if interaction is None:
                return self.answering.nothing_there(event), "unknown", False
            answer, outcome = await self._carried_out(interaction, reference)
            if interaction.private:
                answer = replace(answer, private=True)
            return answer, outcome, interaction.private

    async def _carried_out(
        self, interaction: Interaction, reference: str
    ) -> tuple[Answer, metrics.Outcome]:
        reads = interaction.rule.reads
        try:
            outcome = await self._run(interaction)
            if isinstance(outcome, Rejected):
                return self.answering.refusal(interaction, outcome), _seen(interaction, "refused")
        except Busy:
            log.warning("busy", rule=interaction.name)
            text = core("busy_reading" if reads else "busy")
            return self.answering.instead(interaction, text), "busy"
        except Exception as error:
            log.exception("failed", rule=interaction.name)
            self.on_failure(interaction.name, error)
            apology = core("sorry_reading" if reads else "sorry", reference=reference)
            return self.answering.instead(interaction, apology), "failed"
        log.info("done", rule=interaction.name, again=outcome.again and not interaction.private)
        await self.follow(outcome)
        told: metrics.Outcome = "again" if outcome.again else "done"
        return self._worded(interaction, outcome), _seen(interaction, told)

    async def follow(self, outcome: Outcome) -> None:
        """See to what is to happen behind an answer."""
        for workspace in outcome.queued:
            self.engine.kick(workspace)
        now = self.clock()
        if any(isinstance(one, Later) and (one.at or now) <= now for one in outcome.effects):
            self.engine.kick(JOBS)
        if any(isinstance(effect, Scrub) for effect in outcome.effects):
            await self.scrub()

    def _worded(self, interaction: Interaction, outcome: Outcome) -> Answer:
        try:
            return self.answering.outcome(interaction, outcome)
        except Exception as error:
            # It is stored, and to say anything else would be wrong.
            log.exception("not_worded", rule=interaction.name)
            self.on_failure(interaction.name, error)
            done = Outcome((Whisper(Card(core("done"))),))
            return self.answering.outcome(interaction, done)

    def moment(self, event: Incoming) -> Answer:
        """What the asker gets at once when the answer takes longer than the platform waits."""
        interaction = self._route(event)
        if interaction is None:
            return self.answering.nothing_there(event)
        answer = self.answering.instead(interaction, core("one_moment"))
        return replace(answer, private=interaction.private)

    def _route(self, event: Incoming) -> Interaction | None:
        router = self.house.router
        match event.what:
            case Called() as called:
                rule, said = router.command(called)
                return self._interaction(event, about.instead(router, rule, said), said=said)
            case Picked(shortcut=name):
                return self._interaction(event, router.shortcuts.get(name))
            case Chosen(shortcut=name):
                return self._interaction(event, router.global_shortcuts.get(name))
            case Reacted(emoji=emoji, alike=alike):
                rules = router.reacting((emoji, *alike))
                return self._interaction(event, next(iter(rules.values()), None), takers=rules)
            case Replied():
                rules = router.replies
                return self._interaction(event, next(iter(rules.values()), None), takers=rules)
            case Visited():
                return self._interaction(event, about.home_rule)
            case Pressed(token=token) | Submitted(token=token):
                return self._unsealed(event, token)

    def _unsealed(self, event: Incoming, token: str) -> Interaction | None:
        sealed = self._open(event.workspace, token)
        if sealed is None:
            return None
        router = self.house.router
        if isinstance(event.what, Pressed):
            return self._interaction(event, router.buttons.get(sealed.key), sealed=sealed)
        kind, _, key = sealed.key.partition(":")
        rule = router.forms.get(key) if kind == "form" else None
        return self._interaction(event, rule, sealed=sealed)

    def _interaction(self, event: Incoming, rule: Rule | None, **more: Any) -> Interaction | None:
        if rule is None:
            return None
        # The ids of cards follow from it, which others may see: who pressed is not to be found out
        # by trying everybody.
        event = replace(event, key=self.seal.blind(event.workspace, event.key))
        return Interaction(self.house, self.catalogue, event, rule, self.clock, **more)

    def _open(self, workspace: str, token: str) -> Sealed | None:
        try:
            return self.seal.open(workspace, token)
        except Forged:
            log.warning("forged")
            return None

    async def _run(self, interaction: Interaction) -> Outcome | Rejected:
        try:
            for pause in EARLY:
                try:
                    return await self._run_known(interaction)
                except Early:
                    await asyncio.sleep(pause)
        except Rejected as rejected:
            if interaction.private:
                # That something was refused tells that it was no call for help.
                log.info("done", rule=interaction.name, again=False)
            else:
                log.info("refused", rule=interaction.name, reason=str(rejected))
            return rejected
        return Outcome()

    async def _run_known(self, interaction: Interaction) -> Outcome:
        run = self.database.read if interaction.rule.reads else self.database.write
        try:
            sealed = interaction.rule.sealed
            outcome = await run(Unheard(interaction.run) if sealed else interaction.run)
        except Unknown as unknown:
            await self.registry.meet(interaction, unknown)
            return await self._run_known(interaction)
        rule = interaction.rule
        if rule.only and rule.reads and not only_opens(outcome.effects):
            # Readers cannot write; nothing is shown before the audit says that it was looked at.
            await self.database.write(partial(interaction.note_power, why=Why()))
        return outcome

    async def stop_sending(self) -> None:
        """Let what is on its way arrive, and take up nothing new."""
        self.courier.close()
        self.jobs.close()
        await self.engine.stop()

    async def take_back(self) -> None:
        """Free what was to be sent when this bot last ended; on SQLite there is no other bot."""
        now, alone = self.clock(), self.database.kind == "sqlite"

        def free(db: Session) -> None:
            outbox.take_back(db.connection(), now, alone=alone)
            if alone:
                backlog.take_back(db.connection())
            # It may be that Piazza was started again because there is a new token.
            holds.try_now(db.connection(), now)

        await self.database.write(free)
        await self._wake()

    async def _wake(self) -> None:
        """Let leave what rests of plans that `app.yaml` pauses no more."""
        for plan in await self.database.read(partial(pausing.resumed, house=self.house)):
            for some in await self.database.read(partial(pausing.chunks, plan=plan)):
                await self.database.write(partial(pausing.wake, plan=plan, ids=some))

    async def scrub(self) -> None:
        """Overwrite what was deleted; where the database is busy the daily work does it again."""
        try:
            await asyncio.to_thread(self.database.scrub)
        except Busy as error:
            log.warning("not_scrubbed", reason=str(error))

    async def tick(self) -> None:
        """Plan what is due, and kick every queue with something to send."""
        self.planner.workspaces = self.workspaces or self.planner.workspaces
        for workspace in self.planner.workspaces:
            await self._introduce(workspace)
        if self.planner.workspaces:
            await self.rounds.plan()
        try:
            await self.closer.close()
        except SetupError as error:
            # A folder of keys that can't be used keeps nobody's messages from leaving.
            log.warning("rounds", reason=str(error))
        await self.sweep()

    async def _introduce(self, workspace: str) -> None:
        """Have Piazza introduced on its first day."""
        house, now = self.house, self.clock()
        if await self.database.read(lambda db: first_day.waiting(db, workspace, now)):
            await self.database.write(lambda db: first_day.introduce(db, house, workspace, now))

    @property
    def workspaces(self) -> Sequence[str]:
        """The workspaces that are connected."""
        return [one for platform in self.platforms.values() for one in platform.workspaces]

    async def sweep(self) -> None:
        """Kick every queue in which something is due."""
        now = self.clock()

        def look(db: Session) -> tuple[Sequence[tuple[str, int, int]], int]:
            return outbox.waiting(db.connection(), now), backlog.waiting(db.connection(), now)

        due, jobs = await self.database.read(look)
        metrics.jobs_waiting(jobs)
        if jobs:
            self.engine.kick(JOBS)
        metrics.outbox_waiting(sum(count for *_, count in due))
        for workspace in sorted({workspace for workspace, *_ in due}):
            self.engine.kick(workspace)

    async def state(self) -> Mapping[str, str]:
        """How every part stands, each "ok", "paused: why", or what is wrong."""
        try:
            paused = await self.database.read(lambda db: holds.paused(db.connection()))
        except BotError as error:
            parts = {"database": str(error)}
        else:
            # Whichever process was not let in.
            here = paused.keys() & set(self.workspaces)
            parts = {"database": "ok"} | {one: f"paused: {paused[one]}" for one in sorted(here)}
        for platform in self.platforms.values():
            parts.update(platform.state())
        return parts
