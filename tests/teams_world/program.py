"""Microsoft's playground as a process: found, started for this machine alone, always ended."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.slack_world.program import find_program as find
from tests.slack_world.program import poll

PROGRAM = Path("node_modules/@microsoft/m365agentsplayground/cli.js")
ALONE = Path(__file__).with_name("alone.cjs")
# It would open a browser, and tell Microsoft how it is used.
QUIET = {
    "TEAMSAPPTESTER_BROWSER": "none",
    "APPLICATION_INSIGHTS_NO_STATSBEAT": "true",
    "APPLICATION_INSIGHTS_NO_DIAGNOSTIC_CHANNEL": "true",
}


def find_program() -> Path | None:
    """Return the playground from the nearest node_modules, None without it or without node."""
    return find(program=PROGRAM) if shutil.which("node") else None


class Program:
    """One running playground with its own folder; `end` stops it and removes the folder.

    What it sends to the bot and what the bot sends to it goes by way of `between`.
    """

    def __init__(self, program: Path, config: dict[str, Any], between: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="local-teams-")
        folder = Path(self._folder.name)
        # JSON is YAML, too.
        (folder / ".m365agentsplayground.yml").write_text(json.dumps(config))
        self._output = (folder / "output").open("wb")
        ways = ["-e", f"{between}/api/messages", "--service-url", f"{between}/_connector"]
        node = ["node", "--require", str(ALONE), str(program), "start"]
        self._process = subprocess.Popen(
            [*node, *ways, "-c", "msteams", "-p", "0", "--disable-telemetry"],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "TZ": "Europe/Rome", **QUIET},
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        try:
            self.port = poll(self._port, 20.0, "the playground starts")
        except BaseException:
            self.end()
            raise

    def _port(self) -> int:
        said = Path(self._output.name).read_text(errors="replace")
        if self._process.poll() is not None:
            raise AssertionError(f"the playground ended: {said[-400:]}")
        found = re.search(r"Listening on (\d+)", said)
        return int(found[1]) if found else 0

    def lose(self) -> int:
        """Let go of it, as when a test is killed; return its exit status."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(5.0)

    def end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(5.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._output.close()
        self._folder.cleanup()
