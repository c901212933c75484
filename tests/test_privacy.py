"""docs/privacy.md names every table, and the commands and kinds of record it speaks of exist."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
import yaml

import bot.delivery.tables
import bot.directory.tables
import bot.privacy.tables
import handlers.teams.tables
from bot.runtime import discover
from bot.runtime.retention import OWN

# Slack's own library keeps it.
SLACK = {"slack_bots"}
PAGE = (Path(__file__).resolve().parents[1] / "docs" / "privacy.md").read_text("utf-8")
SKILLS = discover.load_skills(sorted(discover.installed(discover.SKILLS)))


def test_every_table_stands_in_it_and_no_other() -> None:
    part = PAGE.partition("\n## What is stored\n")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    told = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    ours = {table.__tablename__ for skill in SKILLS for table in skill.tables}
    ours |= {
        name
        for module in (
            bot.delivery.tables,
            bot.directory.tables,
            bot.privacy.tables,
            handlers.teams.tables,
        )
        for name, table in vars(module).items()
        if isinstance(table, sa.Table)
    }
    assert told == ours | SLACK


def test_its_kinds_of_record_are_those_there_are() -> None:
    [example] = re.findall(r"(?ms)^```yaml\n(.*?)^```$", PAGE)
    kinds = {*OWN, *(kind for skill in SKILLS for kind in skill.expirers)}
    assert yaml.safe_load(example)["retention"].keys() == kinds
    named = set(re.findall(r"`retention: ([\w.]+)`", PAGE))
    assert named == kinds
