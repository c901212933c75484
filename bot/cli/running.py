"""`piazza run`: the process that listens, plans and sends."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys

import structlog
import typer

from bot.cli.checking import connected
from bot.cli.context import configured
from bot.runtime import assembly, discover, logs
from bot.runtime.app import App
from bot.runtime.clock import Clock
from bot.runtime.clockwork import Clockwork
from bot.runtime.settings import Settings

log = structlog.get_logger("piazza.run")

# Seconds a busy thread may keep the others waiting: those who ask must not wait for the writer.
SWITCH = 0.001

CONNECT_SLACK = """\
Piazza is running, but not connected to a chat yet. To connect Slack:
1. `piazza slack manifest` prints an app manifest; at Slack, "Create New App" takes it.
2. Install the app into your workspace; copy its bot token into SLACK_BOT_TOKEN (in .env).
3. Make an app-level token with connections:write; copy it into SLACK_APP_TOKEN (in .env).
4. Name the first community manager under roles in app.yaml, and start again."""


def run() -> None:
    """Run until SIGINT or SIGTERM."""
    logs.configure()
    sys.setswitchinterval(SWITCH)
    conf, skills = configured()
    database = assembly.open_store(conf)
    try:
        piazza = assembly.assemble(conf, skills, database, Clock())
        with asyncio.Runner(loop_factory=_loop) as runner:
            runner.run(_serve(piazza, conf))
    finally:
        database.close()


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop

    return uvloop.new_event_loop()


async def _serve(piazza: App, conf: Settings) -> None:
    for name in connected(conf):
        piazza.platforms[name] = discover.load_platform(name, conf)
    host = discover.load_host(piazza, conf.secrets)
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await host.start()
    clockwork = Clockwork(piazza)
    try:
        await piazza.take_back()
        for platform in piazza.platforms.values():
            await platform.start(piazza)
        await clockwork.start()
        # What is loaded now stays: looking through it for garbage would hold everybody for 60 ms.
        gc.freeze()
        _greet(piazza, host.port, host.admin_port)
        await stopping.wait()
    finally:
        await clockwork.stop()
        await host.stop()
        # What is on its way to a platform arrives before the connection to it is closed.
        await piazza.stop_sending()
        for platform in piazza.platforms.values():
            await platform.stop()


def _greet(piazza: App, port: int, admin_port: int) -> None:
    if not piazza.platforms:
        typer.echo(CONNECT_SLACK)
    log.info("ready", port=port, admin_port=admin_port, count=len(piazza.platforms))
