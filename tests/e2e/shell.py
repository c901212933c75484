"""Somebody at a terminal who types `piazza ...`; it runs in this process, as it is quicker."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli import main
from bot.cli.context import opened
from bot.runtime import assembly
from bot.runtime.platform import Profile
from bot.runtime.secrets import VARIABLES
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.testing_schema import prepare

WORKSPACE = "slack:T0COMPANY"
APP_YAML = """\
company: {name: Officine Aurora, languages: [en, it], zone: Europe/Rome}
skills:
  kudos:
  cm:
"""
ANN = Profile("U0ANN", "Ann Archer", "ann", "ann@aurora.example", "Europe/Rome", "en")
BOB = Profile("U0BOB", "Bob Brown", "bob", "bob@aurora.example", "America/New_York", "en")
CARLA = Profile("U0CARLA", "Carla Conti", "carla", "carla@aurora.example", "Europe/Rome", "it")


def at_once(database: Database, homes: Mapping[str, Path]) -> None:
    """Bring the schema up to date; an empty database gets it as another one got it before."""
    if not database.read_now(lambda db: sa.inspect(db.connection()).get_table_names()):
        prepare(database, homes)
    upgrade(database, homes)


@dataclass(frozen=True)
class Ran:
    """What a command left behind: its exit status, its output and its complaints."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line on stderr."""
        assert "Traceback" not in self.err
        (line,) = self.err.splitlines()
        return line


class Shell:
    """A terminal in a folder with a settings file; nothing of the real environment is seen."""

    def __init__(
        self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self._patch = patch
        self._capture = capture
        patch.chdir(folder)
        patch.setattr(assembly, "upgrade", at_once)
        for name in VARIABLES:
            patch.delenv(name, raising=False)
        self.set("PIAZZA_KEYS", str(folder / "keys"))
        self.write(APP_YAML)

    def set(self, variable: str, value: str) -> None:
        """Set a variable of the environment."""
        self._patch.setenv(variable, value)

    def write(self, app_yaml: str) -> None:
        """Write the settings file."""
        (self.folder / "app.yaml").write_text(app_yaml)

    def knows(self, *people: Profile, workspace: str = WORKSPACE) -> None:
        """Let people be known, as a platform would tell of them."""
        with opened() as piazza:
            asyncio.run(piazza.registry.remember(workspace, people))

    def __call__(self, *words: str, answer: str = "") -> Ran:
        """Type `piazza` and these words; `answer` is what is typed when it asks."""
        self._capture.readouterr()
        self._patch.setattr(sys, "argv", ["piazza", *words])
        self._patch.setattr(sys, "stdin", io.StringIO(answer))
        with pytest.raises(SystemExit) as left:
            main()
        said = self._capture.readouterr()
        return Ran(int(left.value.code or 0), said.out, said.err)
