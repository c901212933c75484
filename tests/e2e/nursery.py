"""A process that has loaded the program once; what it is asked to run is a fork of it.

Loading takes longer than most commands do. A child has its own folder, environment and files, runs
`piazza` from its first line, and ends as any program does. What is `first` ("module:function" and
what it gets) is called before that. A nursery ends with whoever asked for it, its children do not.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
CODE = "from tests.e2e.nursery import serve; serve({}); from bot.cli import main; main()"
# What the commands load at first use.
LOADED = (
    "alembic.operations",
    "alembic.runtime.migration",
    "alembic.script",
    "apscheduler.executors.asyncio",
    "apscheduler.triggers.interval",
    "babel.dates",
    "bot.cli.commands",
    "bot.cli.moving",
    "bot.cli.reloading",
    "bot.cli.running",
    "bot.delivery.distributed",
    "bot.sample.filling",
    "bot.store.embedded",
    "bot.store.moving",
    "bot.store.postgres",
    "handlers.playground",
    "handlers.slack",
    "handlers.teams",
    "handlers.web",
    "holidays.countries.italy",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "uvloop",
    "watchfiles",
)
SKILLS = ("kudos", "cm")
MOST = 1 << 18


class Child:
    """A `piazza` that runs, with as much of a Popen as is needed."""

    def __init__(
        self,
        words: Sequence[str],
        cwd: Path,
        env: Mapping[str, str],
        out: int,
        err: int,
        first: tuple[str, Sequence[Any]] | None = None,
    ) -> None:
        reader, told = os.pipe()
        said = {"words": words, "cwd": str(cwd), "env": dict(env), "first": first}
        asked = json.dumps(said).encode()
        socket.send_fds(_nursery(), [asked], [out, err, told])
        os.close(told)
        self._told = os.fdopen(reader, "r")
        self.pid = int(self._told.readline())
        self._status: int | None = None

    def poll(self) -> int | None:
        """Its exit status, if it has ended."""
        ended = self._status is not None or select.select([self._told], [], [], 0)[0]
        return self.wait() if ended else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, for some seconds at most, and return its exit status."""
        if self._status is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("piazza", timeout or 0)
            with self._told:
                self._status = os.waitstatus_to_exitcode(int(self._told.readline()))
        return self._status

    def send_signal(self, which: int) -> None:
        """Send it a signal; one that has ended gets none, for its id may be another's by now."""
        if self.poll() is None:
            os.kill(self.pid, which)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


@cache
def _nursery() -> socket.socket:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        process = subprocess.Popen(
            [sys.executable, "-c", CODE.format(its.fileno())],
            cwd=CHECKOUT,
            env={"PATH": os.environ["PATH"]},
            pass_fds=[its.fileno()],
            stdin=subprocess.DEVNULL,
        )
    atexit.register(_close, ours, process)
    return ours


def _close(ours: socket.socket, process: subprocess.Popen[bytes]) -> None:
    ours.close()
    process.wait()


def serve(where: int) -> None:
    """Answer what is asked until nobody can ask any more; returns in the children only."""
    _load()
    # Who waits for a child is not waited for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=where) as asked:
        while True:
            said, files, _, _ = socket.recv_fds(asked, MOST, 3)
            if not said:
                sys.exit()
            if os.fork() == 0:
                break
            for one in files:
                os.close(one)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _begin(json.loads(said), *files)


def _load() -> None:
    """Load the program, and what it looks up at each start; no thread may be left of it."""
    for name in LOADED:
        import_module(name)
    assembly, discover = map(import_module, ("bot.runtime.assembly", "bot.runtime.discover"))
    for group in (discover.SKILLS, discover.PLATFORMS, discover.HOSTS):
        discover.installed(group)
    assembly.words_of(discover.load_skills(SKILLS), ("en", "it"))
    # What is loaded is nobody's garbage: children that look through it would copy it.
    gc.collect()
    gc.freeze()


def _begin(asked: Mapping[str, Any], out: int, err: int, told: int) -> None:
    """Become what is asked, below a process that tells its id and its end."""
    if child := os.fork():
        os.write(told, b"%d\n" % child)
        os.write(told, b"%d\n" % os.waitpid(child, 0)[1])
        os._exit(0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.closerange(3, max(out, err, told) + 1)
    if asked["first"]:
        (name, arguments) = asked["first"]
        module, _, function = name.partition(":")
        getattr(import_module(module), function)(*arguments)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["piazza", *asked["words"]]
