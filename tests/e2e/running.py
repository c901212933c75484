"""The bot as a process of its own, as an admin starts it, against any Slack on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.e2e.nursery import Child

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# A process of its own from the first byte; what does not ask for one is forked, which is quicker.
PIAZZA = (sys.executable, "-c", "from bot.cli import main; main()")
APP_YAML = """\
company: {name: Officine Aurora, languages: [en, it], zone: Europe/Rome}
slack: {rate_per_minute: 6000}
skills:
  kudos:
  cm:
"""


class Bot:
    """`piazza run` in a folder of its own; a context manager that always ends the process.

    `environment` are variables such as SLACK_BOT_TOKEN. Nothing of the caller's own environment
    but PATH reaches the bot. `kill` and `start` again for a crash in between. `piazza` is PIAZZA
    or the command of another environment. `patience` is how many seconds it may take to be ready: a
    playground fills itself first. `arguments` follow `piazza run`. `first` is called in the process
    before it begins (see `nursery`).
    """

    does = "run"

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        app_yaml: str = APP_YAML,
        folder: Path | None = None,
        piazza: Sequence[str | Path] = (),
        patience: float = 20,
        arguments: Sequence[str] = (),
    ) -> None:
        self._piazza = piazza
        self._arguments = arguments
        self._patience = patience
        self.first: tuple[str, Sequence[Any]] | None = None
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="piazza-e2e-")
        self.folder = folder or Path(self._own.name if self._own else "")
        (self.folder / "app.yaml").write_text(app_yaml)
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PIAZZA_HOME": str(self.folder / "home"),
            "PIAZZA_KEYS": str(self.folder / "keys"),
            "PORT": "0",
            "ADMIN_PORT": "0",
            **environment,
        }
        self.port = self.admin_port = 0
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self._own is not None:
            self._own.cleanup()

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "home" / "piazza.db"

    @property
    def events_url(self) -> str:
        """Where Slack sends its requests."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    def start(self) -> Self:
        """Start, and wait until it says that it is ready."""
        self._output, written = os.pipe()
        self._process = self._begin(self.does, *self._arguments, out=written, err=written)
        os.close(written)
        self._ready, self.is_ready = threading.Event(), False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._ready.wait(self._patience)
            assert self.is_ready, "the bot did not start:\n" + "\n".join(self.lines)
        except BaseException:
            self.stop()
            raise
        return self

    def _read(self) -> None:
        with os.fdopen(self._output) as output:
            for line in output:
                self.lines.append(line.rstrip())
                if '"ready"' in line:
                    said = json.loads(line)
                    self.port, self.admin_port = said.get("port", 0), said.get("admin_port", 0)
                    self.is_ready = True
                    self._ready.set()
        self._ready.set()

    @property
    def status(self) -> int | None:
        """Its exit status, if it has ended."""
        return self._process.poll()

    def set(self, name: str, value: str) -> None:
        """Change a variable of its environment, for its next start."""
        self._environment[name] = value

    def kill(self) -> None:
        """End it as a power failure would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it as an admin would; return its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self._process.poll() is None:
            self._process.send_signal(how)
        try:
            status = self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._reader.join()
        return status

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def signal(self, which: signal.Signals) -> None:
        """Send it a signal, and go on."""
        self._process.send_signal(which)

    def outer(self, path: str) -> tuple[int, str]:
        """Status and body of a page of the public side, such as "/healthz"."""
        return self._page(self.port, path)

    def inner(self, path: str) -> tuple[int, str]:
        """Status and body of a page of the inner side, such as "/readyz"."""
        return self._page(self.admin_port, path)

    def _page(self, port: int, path: str) -> tuple[int, str]:
        try:
            with DIRECT.open(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def logged(self) -> list[dict[str, Any]]:
        """Its log lines so far."""
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another `piazza` command in the same folder."""
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            process = self._begin(*words, out=out.fileno(), err=err.fileno())
            try:
                status = process.wait(max(60, self._patience))
            except subprocess.TimeoutExpired:
                process.kill()
                raise
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(words, status, out.read(), err.read())

    def _begin(self, *words: str, out: int, err: int) -> Child | subprocess.Popen[bytes]:
        if not self._piazza:
            return Child(words, self.folder, self._environment, out, err, self.first)
        return subprocess.Popen(
            [*self._piazza, *words], cwd=self.folder, env=self._environment, stdout=out, stderr=err
        )


class Worker(Bot):
    """`piazza worker`: it has no ports."""

    does = "worker"
