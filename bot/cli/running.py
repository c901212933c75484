"""`piazza run` and `piazza worker`: the processes that listen, plan and send."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import webbrowser
from collections.abc import Sequence
from typing import Any

import structlog
import typer

from bot.cli.apart import keep_apart
from bot.cli.checking import connected, wrong_words
from bot.cli.context import configured
from bot.cli.fitting import refuse_unfit
from bot.cli.tallying import in_a_child
from bot.directory.lookup import anybody
from bot.errors import SetupError
from bot.insight.oracle.naming import lacking
from bot.runtime import assembly, discover, logs
from bot.runtime.app import App
from bot.runtime.clock import Clock
from bot.runtime.clockwork import Clockwork
from bot.runtime.settings import Settings
from bot.skill import Skill
from bot.store.database import Database
from bot.store.migrate import upgrade

log = structlog.get_logger("piazza.run")

# Seconds a busy thread may keep the others waiting: those who ask must not wait for the writer.
SWITCH = 0.001

PLAYGROUND = """\
Piazza's playground is open: {address}
Be anybody of the sample company; {leaves} this machine. Ctrl-C ends it.
To connect your own Slack or Microsoft Teams instead, see README.md, "Connect ..."."""


def run(*, playground: bool) -> None:
    """Run until SIGINT or SIGTERM; without credentials, or when asked to, as a playground."""
    logs.configure()
    sys.setswitchinterval(SWITCH)
    conf, skills = configured()
    names = ["playground"] if playground else connected(conf) or ["playground"]
    platforms = {name: discover.load_platform(name, conf) for name in names}
    database = assembly.open_store(conf)
    try:
        upgrade(database, assembly.homes(skills))
        refuse_unfit(conf, skills, database)
        keep_apart(database, names)
        taken = discover.taken(names)
        piazza = assembly.assemble(conf, skills, database, Clock(), taken)
        piazza.platforms.update(platforms)
        if "playground" not in names:
            piazza.house.counted_by = in_a_child
        for line in wrong_words(skills, piazza.catalogue):
            log.warning("words", reason=line)
        _tell_of_model(conf)
        with asyncio.Runner(loop_factory=_loop) as runner:
            runner.run(_try_ports(piazza))
            if "playground" in platforms:
                _fill(conf, skills, database)
            runner.run(_serve(piazza, discover.load_host(piazza, conf.secrets)))
    finally:
        database.close()


def work() -> None:
    """Plan and send beside others until SIGINT or SIGTERM; nothing comes in here."""
    logs.configure()
    conf, skills = configured()
    names = connected(conf)
    if conf.database_url.startswith("sqlite"):
        raise SetupError(
            "database: several processes need PostgreSQL, name it in DATABASE_URL;"
            " on SQLite `piazza run` does everything"
        )
    if not names:
        raise SetupError("no chat is connected; give a worker the settings of `piazza run`")
    database = assembly.open_store(conf)
    try:
        upgrade(database, assembly.homes(skills))
        refuse_unfit(conf, skills, database)
        keep_apart(database, names)
        piazza = assembly.assemble(conf, skills, database, Clock(), discover.taken(names))
        piazza.platforms.update({name: discover.load_platform(name, conf) for name in names})
        piazza.house.counted_by = in_a_child
        _tell_of_model(conf)
        with asyncio.Runner(loop_factory=_loop) as runner:
            runner.run(_serve(piazza))
    finally:
        database.close()


def _tell_of_model(conf: Settings) -> None:
    if said := lacking(conf.secrets):
        log.warning("model", reason=said)


def _fill(conf: Settings, skills: Sequence[Skill], database: Database) -> None:
    """Bring the sample company in, the first time."""
    if database.read_now(lambda db: anybody(db.connection())):
        return
    # Loaded here: whoever connects a real chat needs no sample.
    from bot.sample.filling import fill

    fill(conf, skills, database, discover.load_platform("playground", conf))


async def _try_ports(piazza: App) -> None:
    """Say that a port is taken before anything that takes its time."""
    host = discover.load_host(piazza, piazza.house.conf.secrets)
    await host.start()
    await host.stop()


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop

    return uvloop.new_event_loop()


async def _serve(piazza: App, host: Any = None) -> None:
    """Run until a signal; without a host nothing is taken in."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    if host is not None:
        await host.start()
    clockwork = Clockwork(piazza, leads=host is not None)
    piazza.engine = assembly.engine_for(piazza)
    try:
        await piazza.take_back()
        for platform in piazza.platforms.values():
            await platform.start(piazza, listen=host is not None)
        await piazza.engine.start()
        await clockwork.start()
        # What is loaded now stays: looking through it for garbage would hold everybody for 60 ms.
        gc.freeze()
        _greet(piazza, host)
        await stopping.wait()
    finally:
        await clockwork.stop()
        if host is not None:
            await host.stop()
        # What is on its way to a platform arrives before the connection to it is closed.
        await piazza.stop_sending()
        for platform in piazza.platforms.values():
            await platform.stop()


def _greet(piazza: App, host: Any) -> None:
    if host is None:
        log.info("ready", count=len(piazza.platforms))
        return
    if "playground" in piazza.platforms:
        admin_host = piazza.house.conf.secrets.admin_host
        # An address of the sixth version has colons of its own.
        named = f"[{admin_host}]" if ":" in admin_host else admin_host
        address = f"http://{named}:{host.admin_port}/playground/"
        asks = piazza.house.oracle.model.ready
        leaves = "only what a language model is asked leaves" if asks else "nothing leaves"
        typer.echo(PLAYGROUND.format(address=address, leaves=leaves))
        if _at_a_desk():
            webbrowser.open(address)
    log.info("ready", port=host.port, admin_port=host.admin_port, count=len(piazza.platforms))


def _at_a_desk() -> bool:
    """Whether somebody started this by hand where a browser has a screen to open on."""
    has_screen = sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    return sys.stdin.isatty() and sys.stdout.isatty() and bool(has_screen)
