"""A nudge to everybody: planned, sent as fast as may be, and `/kudos` meanwhile."""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.cli.running import SWITCH
from bot.delivery.eta import eta
from bot.delivery.planner import Due
from bot.delivery.tables import delivery
from bot.runtime import discover
from bot.runtime.app import App
from handlers.slack.calls import call
from tests.bench import company, servers
from tests.bench.pressure import Pressure, fresh_process
from tests.bench.rows import Row
from tests.bench.thanks import WARM_UP, Fresh
from tests.bench.world import APP
from tests.slack_world import StrictSlack, channel, crowd

PEOPLE = 100_000
NUDGE = "kudos.gratitude"
WORKSPACE = f"slack:{APP.team}"
FAST, SLOW = 2000, 1000
# A workspace that allows ten a second, and one that allows all there is.
SLACK_RATE, NO_LIMIT, BOTH = 180, 60_000, 7_000
ALLOWED = 10.0
RATE, SLICE = 50, 2


def planning(kind: str, fresh: Fresh, _: StrictSlack, people: int = PEOPLE) -> Iterator[Row]:
    """How long it takes, and how much memory, to plan a nudge for everybody in 40 zones."""
    with fresh_process() as pool:
        took, used, planned = pool.submit(_plan_all, fresh(), people).result()
    name = f"{people} nudges in {company.ZONES} zones planned on {kind}"
    yield Row(name, took, "s", 20)
    yield Row(f"{name}, memory", used, "MB", 300)
    yield Row(f"{name}, missing", people - planned, "people", 0)


def sending(kind: str, fresh: Fresh, _: StrictSlack) -> Iterator[Row]:
    """Against a workspace without limits, beside a bare loop; and against a strict one."""
    users = crowd(FAST)
    with StrictSlack(users, [channel("kudos", users)], app=APP, page_size=200) as slack:
        variables = servers.slack_variables(slack)
        with fresh_process() as pool:
            fast = pool.submit(_send, fresh(), variables, FAST, NO_LIMIT, bare=True).result()
        assert fast.sent == FAST, f"{fast.sent} of {FAST} were sent"
        name = f"messages a second on {kind}"
        yield Row(name, fast.rate, "/s", 2, fast.bare, fast.bare / fast.rate)
        bare, ours = fast.bare_cpu / FAST * 1e6, fast.cpu / FAST * 1e6
        yield Row(f"one message on {kind}, CPU", ours, "us", 3, bare, ours / bare)
        # Five seconds' worth may come at once: what counts is the long run.
        slack.limit("chat.postMessage", int(ALLOWED * 5), 5)
        with fresh_process() as pool:
            slow = pool.submit(_send, fresh(), variables, SLOW, SLACK_RATE, bare=False).result()
        calls = slack.called("chat.postMessage")[-SLOW // 2 :]
        early = sum(call.early > 0 for call in slack.called("chat.postMessage"))
    # Once it has found out how fast it may go; a company's nudge lasts for hours.
    rate = (len(calls) - 1) / (calls[-1].at - calls[0].at)
    yield Row(f"{name}, of {ALLOWED:g} allowed", rate, "/s", 1 / 0.95, ALLOWED, ALLOWED / rate)
    yield Row(f"{name}, told to wait and called", early, "calls", 0)
    off = abs(slow.took - slow.foretold) / slow.took * 100
    yield Row(f"{SLOW} messages on {kind} took {slow.took:.0f} s, foretold", off, "% off", 10)


def thanking(kind: str, fresh: Fresh, slack: StrictSlack, people: int = PEOPLE) -> Iterator[Row]:
    """`/kudos` while a nudge to everybody is planned and leaves, beside `/kudos` without it."""
    url = fresh()
    at = datetime.now(ZoneInfo("Europe/Rome")) + timedelta(seconds=90)
    plan = f'schedules: {{{NUDGE}: {{on: {at:%A}, at: "{at:%H:%M}"}}}}\n'.lower()
    # So much that the nudges leave, too, and not only what thanks lead to.
    changed = f"{plan}slack: {{rate_per_minute: {BOTH}}}\n"
    with fresh_process() as pool:
        pool.submit(_hire, url, people).result()
        with servers.piazza(slack, url, skills=changed) as piazza:
            pressure = Pressure(pool, piazza)
            pressure.cost(WARM_UP)
            below = _p99(pressure, 10)
            wait = at.replace(second=0, microsecond=0) - datetime.now(at.tzinfo)
            time.sleep(max(wait.total_seconds(), 0))
            ours = _p99(pressure, 20)
            planned, gone = _rows(url)
            lost = pressure.lost()
    print(f"  {planned} planned, {gone} gone; p99 {below:.1f} ms, {ours:.1f} ms", flush=True)
    name = f"/kudos at {RATE}/s on {kind} while {people} are nudged"
    yield Row(f"{name}, p99", ours, "ms", 2, below, ours / below)
    yield Row(f"{name}, lost", lost, "commands", 0)


@dataclass(frozen=True)
class Sent:
    """How many left in how many seconds, what was foretold, and how many a bare loop sends."""

    sent: int
    took: float
    foretold: float
    cpu: float
    bare: float
    bare_cpu: float

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.sent / self.took


def _p99(pressure: Pressure, slices: int) -> float:
    took = [one for _ in range(slices) for one in pressure.latency(RATE, SLICE).took]
    return sorted(took)[int(len(took) * 0.99)] * 1000


def _rows(url: str) -> tuple[int, int]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        nudges = sa.select(sa.func.count()).where(delivery.c.kind == NUDGE)
        planned = connection.execute(nudges).scalar_one()
        gone = connection.execute(nudges.where(delivery.c.state != "pending")).scalar_one()
    engine.dispose()
    return planned, gone


def _hire(url: str, people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        piazza = company.app(url, Path(folder), {}, servers.APP_YAML)
        ids = [f"UBENCH{number:06}" for number in range(people)]
        company.hire(piazza.database, WORKSPACE, ids, ["Europe/Rome"])
        piazza.database.close()


def _plan_all(url: str, people: int) -> tuple[float, float, int]:
    with tempfile.TemporaryDirectory() as folder:
        piazza = company.app(url, Path(folder), {}, servers.APP_YAML)
        ids = [f"UBENCH{number:06}" for number in range(people)]
        where = company.zones(company.ZONES)
        company.hire(piazza.database, WORKSPACE, ids, where)
        piazza.planner.workspaces = [WORKSPACE]
        before = time.perf_counter()
        planned = asyncio.run(_plan(piazza, where))
        took = time.perf_counter() - before
        piazza.database.close()
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, planned


async def _plan(piazza: App, where: list[str]) -> int:
    [nudge] = [one for one in piazza.planner.nudges if one.key == NUDGE]
    now = piazza.clock()
    days = [(zone, now.astimezone(ZoneInfo(zone)).date()) for zone in where]
    dues = [Due(nudge, zone, day, now) for zone, day in days]
    return sum([(await piazza.planning.carry_out(one, force=True)).people for one in dues])


def _send(url: str, variables: dict[str, str], count: int, rate: int, *, bare: bool) -> Sent:
    with tempfile.TemporaryDirectory() as folder:
        app_yaml = f"{servers.APP_YAML}slack: {{rate_per_minute: {rate}}}\n"
        piazza = company.app(url, Path(folder), variables, app_yaml)
        sys.setswitchinterval(SWITCH)
        ids = [one.id for one in crowd(count)]
        company.hire(piazza.database, WORKSPACE, ids, ["Europe/Rome"])
        try:
            return asyncio.run(_sent(piazza, count, bare))
        finally:
            piazza.database.close()


async def _sent(piazza: App, count: int, bare: bool) -> Sent:
    platform: Any = discover.load_platform("slack", piazza.house.conf)
    piazza.platforms["slack"] = platform
    await platform.start(piazza, listen=False)
    piazza.planner.workspaces = [WORKSPACE]
    assert await _plan(piazza, ["Europe/Rome"]) == count
    used = time.process_time()
    floor = await _bare(platform, count) if bare else 0.0
    bare_cpu = time.process_time() - used
    foretold = await piazza.database.read(
        lambda db: eta(piazza.house, db.connection(), WORKSPACE, count)
    )
    before, used = time.perf_counter(), time.process_time()
    await piazza.courier.drain(WORKSPACE)
    took, cpu = time.perf_counter() - before, time.process_time() - used
    state = sa.select(sa.func.count()).where(delivery.c.state == "sent")
    sent = await piazza.database.read(lambda db: db.execute(state).scalar_one())
    await platform.stop()
    return Sent(sent, took, foretold.total_seconds(), cpu, floor, bare_cpu)


async def _bare(platform: Any, count: int) -> float:
    """How many messages of the same kind a bare loop sends in a second over the same client."""
    client = platform._connected.of(WORKSPACE).client
    text = {"type": "plain_text", "text": "Who made your week better? Say thanks."}
    blocks = [{"type": "section", "text": text}]
    before = time.perf_counter()
    for one in crowd(count):
        await call(client.chat_postMessage(channel=one.id, text=text["text"], blocks=blocks))
    return count / (time.perf_counter() - before)
