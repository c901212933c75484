"""The npm program local-slack as a process: found, started on a free port, always ended."""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .schema import Payload

T = TypeVar("T")
PROGRAM = Path("node_modules/local-slack-linux-x64/bin/local-slack")
PLACES = (Path(), Path("tests/npm"))


def find_program(start: Path | None = None, program: Path = PROGRAM) -> Path | None:
    """Return a program from the nearest node_modules at or above `start`, None without one."""
    here = (start or Path(__file__)).resolve()
    for folder in (here, *here.parents):
        for place in PLACES:
            if (found := folder / place / program).is_file():
                return found
    return None


def poll(look: Callable[[], T], timeout: float, what: str, every: float = 0.02) -> T:
    """Return the first true value of `look`, asked `every` so many seconds.

    Raises AssertionError naming `what` after `timeout` seconds.
    """
    deadline, pause = time.monotonic() + timeout, threading.Event()
    while not (value := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {timeout} s")
        pause.wait(every)
    return value


class Program:
    """One running local-slack with its own folder; `end` stops it and removes the folder."""

    def __init__(self, program: Path, config: Payload) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="local-slack-")
        folder = Path(self._folder.name)
        self.port = _free_port()
        (folder / "config.json").write_text(json.dumps(config))
        self._output = (folder / "output").open("wb")
        where = ["--port", str(self.port), "--base-host", "127.0.0.1", "--files-dir", "."]
        self._process = subprocess.Popen(
            [program, "--config", "config.json", *where],
            cwd=folder,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    def check(self) -> None:
        """Raise AssertionError with its last words when it has ended by itself."""
        if self._process.poll() is not None:
            said = Path(self._output.name).read_text(errors="replace")
            raise AssertionError(f"local-slack ended: {said[-400:]}")

    def end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(5.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()
        self._folder.cleanup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
