"""`piazza run --reload`: the bot as a child that starts again when what it is made of changes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

import bot
from bot.cli import main
from bot.errors import SetupError
from bot.runtime import discover
from bot.runtime.paths import config_dir
from bot.runtime.settings import config_path

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from watchfiles import Change

# Code, words and pages; what editors and Python itself leave beside them is none of these.
MADE_OF = frozenset({".css", ".html", ".js", ".json", ".py", ".svg", ".yaml"})
# What a skill has beside a single module.
BESIDE = ("strings", "migrations")
LISTENERS = {"PORT": "HOST", "ADMIN_PORT": "ADMIN_HOST"}
PIAZZA = "from bot.cli.reloading import held; held()"
PATIENCE = 20.0  # seconds; by then everything under way has been given up


def run() -> None:
    """Run until SIGINT, SIGTERM or SIGHUP, with the words of the command line but `--reload`."""
    words = [word for word in sys.argv[1:] if word != "--reload"]
    # `-P`: the folder this is started in is no place for modules, nor is it for `piazza`.
    asyncio.run(_keep_running([sys.executable, "-P", "-c", PIAZZA, *words], _environment()))


def held() -> None:
    """The command line in a process that ends when the one that started it is no more."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    main()


def _end_with_parent() -> None:
    # Nobody writes: the pipe ends with who holds its other end, however that one was ended.
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def folders() -> list[Path]:
    """Everything that code and words are read from, of ours and of every installed skill."""
    found = {Path(bot.__file__).parent, config_dir()}
    for path in _installed():
        # Not all that lies beside a single module: that may be every library there is.
        beside = [path.parent / name for name in BESIDE] if path.is_file() else [path]
        found |= {one for one in beside if one.is_dir()}
    return sorted(found)


def modules() -> list[Path]:
    """The installed modules that are a single file."""
    return sorted({path for path in _installed() if path.is_file()})


def _installed() -> Iterator[Path]:
    for group in (discover.SKILLS, discover.PLATFORMS, discover.HOSTS):
        for point in discover.installed(group).values():
            yield from discover.sources(point)


async def _keep_running(command: list[str], environment: dict[str, str]) -> None:
    stopping, changed = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with asyncio.TaskGroup() as group:
        group.create_task(_watch(folders(), _is_code, changed, stopping))
        settings = config_path(os.environ)
        folder = settings.parent.resolve()
        # Not the files: an editor replaces them, and there may be none yet.
        files = {folder / settings.name, folder / ".env", *modules()}
        if within := sorted({file.parent for file in files if file.parent.is_dir()}):
            matters = {str(file) for file in files}.__contains__
            group.create_task(_watch(within, matters, changed, stopping, deep=False))
        await asyncio.sleep(0)  # they begin to watch before the bot reads anything
        while not stopping.is_set():
            changed.clear()
            await _run_once(command, environment, changed, stopping)


async def _run_once(
    command: list[str],
    environment: dict[str, str],
    changed: asyncio.Event,
    stopping: asyncio.Event,
) -> None:
    """Run the bot until something changes or this is to stop; when it ends by itself, wait."""
    # In a session of its own: Ctrl-C reaches only this process, which ends the other in order.
    child = await asyncio.create_subprocess_exec(
        *command, env=environment, stdin=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        await _first(child.wait(), changed.wait(), stopping.wait())
        if child.returncode is not None and not changed.is_set() and not stopping.is_set():
            typer.echo("Piazza has ended; it starts again at the next change.", err=True)
            await _first(changed.wait(), stopping.wait())
    finally:
        await _end(child)


async def _end(child: Process) -> None:
    if child.returncode is None:
        child.terminate()
        try:
            await asyncio.wait_for(child.wait(), PATIENCE)
        except TimeoutError:
            child.kill()
            await child.wait()


async def _watch(
    paths: list[Path],
    matters: Callable[[str], bool],
    changed: asyncio.Event,
    stopping: asyncio.Event,
    *,
    deep: bool = True,
) -> None:
    from watchfiles import awatch

    def fits(_change: Change, path: str) -> bool:
        return matters(path)

    watching = awatch(*paths, watch_filter=fits, stop_event=stopping, recursive=deep)
    async for changes in watching:
        _tell(min(path for _, path in changes))
        changed.set()


def _tell(path: str) -> None:
    typer.echo(f"Changed: {os.path.relpath(path)}; Piazza starts again.", err=True)


def _is_code(path: str) -> bool:
    return Path(path).suffix in MADE_OF and not Path(path).name.startswith(".")


async def _first(*waiting: Coroutine[Any, Any, Any]) -> None:
    """Wait for one of several things."""
    tasks = [asyncio.ensure_future(one) for one in waiting]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _environment() -> dict[str, str]:
    """This process's own, with any free port chosen now: a page that is open finds it again."""
    chosen = dict(os.environ)
    with ExitStack() as held:
        for port, host in LISTENERS.items():
            if os.environ.get(port) == "0":
                listener = held.enter_context(_listener(os.environ.get(host) or "127.0.0.1"))
                chosen[port] = str(listener.getsockname()[1])
    return chosen


def _listener(host: str) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, 0), family=family)
    except OSError as error:
        raise SetupError(f"HOST: cannot listen on {host} ({error.strerror})") from None
