"""All that a community manager, an operator and a colleague can have shown to them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from bot.cli.commands import app as piazza
from bot.testing import Member, Team

# What these do is the story itself, and these send what is counted.
OURS = {"confide open", "confide close", "kudos page", "kudos mine file", "cm digest"}
OPERATOR = (
    "keys status",
    "schedule list",
    "people list",
    "roles list",
    "db status",
    "undelivered",
    "export people",
    "export audit --format json",
    "knows bob@example.org",
)
# A form has a number of its own each time, and a seal; that one has looked makes the audit longer.
_OWN = re.compile(r'[\w-]{20}(?=\[)|[0-9a-f]{32}|(?<="cm.audit_older",1,)\d+')

Lines = Mapping[str, Counter[str]]


@dataclass
class Views:
    """What `cm` and `other` see in chat; an operator types into `shell`."""

    team: Team
    cm: Member
    other: Member
    folder: Path

    @property
    def commands(self) -> list[str]:
        """Every command there is, by its words."""
        names = (" ".join(path) for path in self.team.app.house.router.commands)
        return sorted(name for name in names if name not in OURS)

    def in_chat(self) -> Lines:
        """What every command answers, homes, and what stands in channels and inboxes."""
        shown: dict[str, object] = {one: self.cm.types(f"/{one}").answer for one in self.commands}
        shown["home"] = [one.card for one in self.cm.home]
        shown["other's home"] = [one.card for one in self.other.home]
        boxes = self.team.platform.boxes
        # Some commands send what they tell; sent once more it tells no more.
        shown |= {
            f"box {name}": "\n".join(dict.fromkeys(str(one.card) for one in box))
            for name, box in boxes.items()
        }
        return {name: Counter(_lines(str(told))) for name, told in shown.items()}

    def in_shell(self) -> Lines:
        """What the program tells whoever operates it."""
        return {words: Counter(_lines(self._types(words))) for words in OPERATOR}

    def _types(self, words: str) -> str:
        own = {
            "PIAZZA_CONFIG": f"{self.folder}/app.yaml",
            "PIAZZA_HOME": f"{self.folder}/home",
            "PIAZZA_KEYS": f"{self.team._folder}/keys",
            "DATABASE_URL": f"sqlite:///{self.team._folder}/piazza.db",
        }
        done = CliRunner().invoke(piazza, words.split(), env=own)
        assert done.exit_code == 0, (words, done.output, done.exception)
        return _without_looks(done.output) if "export audit" in words else done.output


def _without_looks(told: str) -> str:
    """An audit as a file without the exports it tells of: each look adds one."""
    rows = [row for row in json.loads(told) if row["what"] != "export"]
    return json.dumps(rows, indent=2)


def _lines(told: str) -> Sequence[str]:
    return _OWN.sub("#", told).splitlines()


def changes(look: Callable[[], Lines], act: Callable[[], object]) -> dict[str, Counter[str]]:
    """What there is to see after an act that was not there before it."""
    before = look()
    act()
    after = look()
    found = {name: after[name] - before.get(name, Counter()) for name in after}
    return {name: new for name, new in found.items() if new}
