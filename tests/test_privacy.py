"""docs/privacy.md names every table, and the commands and kinds of record it speaks of exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

import bot.delivery.tables
import bot.directory.tables
import bot.insight.experiments.tables
import bot.insight.learnt
import bot.insight.likeness
import bot.insight.oracle.tables
import bot.insight.promises
import bot.insight.themes.tables
import bot.privacy.tables
import handlers.teams.tables
from bot.privacy.bands import MANY, NUMBERS
from bot.privacy.gate import SMALL
from bot.privacy.hiding import DRAWN
from bot.privacy.tally import SPOKEN
from bot.runtime import discover
from bot.runtime.retention import OWN
from bot.runtime.sections import FLOOR

# Slack's own library keeps it.
SLACK = {"slack_bots"}
DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = (DOCS / "privacy.md").read_text("utf-8")
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
            bot.insight.experiments.tables,
            bot.insight.learnt,
            bot.insight.likeness,
            bot.insight.oracle.tables,
            bot.insight.promises,
            bot.insight.themes.tables,
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


@pytest.mark.parametrize("name", ["sealed.md", "risposte.md"])
def test_what_it_says_of_shown_figures_is_what_the_gate_does(name: str) -> None:
    text = (DOCS / "privacy" / name).read_text("utf-8")
    bands = ", ".join(f"{low}-{high}" for low, high in NUMBERS)
    assert f"{bands}, {MANY} " in text
    numbers = re.findall(r"(?m)^- \*\*.*?(\d+) (?:answers|risposte)", text)
    assert list(map(int, numbers)) == [DRAWN, SPOKEN, SMALL]
    assert FLOOR == 5
    assert re.search(r"answers behind a figure is five|dietro un dato è cinque", text)
