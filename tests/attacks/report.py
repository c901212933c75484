"""Writes what the attacks came to into docs/privacy/attacks.md: `make attacks`.

An attack hands in its figures with `record_property("attack", "A3: 8 rounds, 0 determined")`.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = CHECKOUT / "docs" / "privacy" / "attacks.md"
BEGIN, END = "<!-- the last result: begin -->", "<!-- the last result: end -->"

WHAT: Final[Mapping[str, str]] = {
    "A1": "After the close: the database's files, its dump, its log of changes and all logs",
    "A2": "The same while the round is open, without the key",
    "A3": "A community manager who collects every figure, before and after, and solves for answers",
    "A4": "One who moves people, makes teams of one, asks again, lowers the threshold, opens anew",
    "A5": "One with as many helpers among those who answered as may be (the threshold less two)",
    "A6": "Known answers, looked for in every spelling in all that leaves the program",
    "A7": "An old backup beside the system of today; the lengths of comments",
    "A8": "Trying everybody's id to find whose ballot is whose",
    "A9": "Whatever changes when somebody answers, and not when somebody asks for help",
    "A10": "One person on Slack and on Teams, twice, and changed: one ballot, the last",
    "A11": "Ten leaks planted on purpose: the attacks have to find each",
}
_LABEL = re.compile(r"(A\d+): ")
_IN_NAME = re.compile(r"(?:test|(?<=\d))_a(\d+)(?=_)")


@dataclass
class Run:
    """What came of the attacks: by label the figures, and those that failed or were left out."""

    figures: dict[str, list[str]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)

    def hear(self, report: pytest.TestReport) -> None:
        """Take in what a test came to."""
        told = [str(value) for name, value in report.user_properties if name == "attack"]
        labels = {match[1] for one in told if (match := _LABEL.match(one))} or _named(report.nodeid)
        if report.failed:
            self.failed += sorted(labels) or [report.nodeid]
        elif report.skipped:
            self.skipped |= labels
        elif report.when == "call":
            for one in told:
                label, _, words = one.partition(": ")
                self.figures.setdefault(label, []).append(words)


def _named(nodeid: str) -> set[str]:
    return {f"A{number}" for number in _IN_NAME.findall(nodeid)}


def result(run: Run, when: datetime, of: str, seconds: float) -> str:
    """The result as it stands in the page; attacks that were not made are named, too."""
    head = f"**{when:%Y-%m-%d %H:%M}, Piazza {of}**, in {seconds:,.0f} seconds. {_summary(run)}"
    rows = [f"| {label} | {what} | {_outcome(run, label)} |" for label, what in WHAT.items()]
    return "\n".join([head, "", "| | what was tried | what came of it |", "|---|---|---|", *rows])


def _summary(run: Run) -> str:
    if run.failed:
        return f"**Not all held: {', '.join(dict.fromkeys(run.failed))}.** Open no round with this."
    missing = [label for label in WHAT if label not in run.figures]
    return f"Not made: {', '.join(missing)}." if missing else "All were made, and all failed."


def _outcome(run: Run, label: str) -> str:
    if label in run.failed:
        return "**did not hold**"
    told = "<br>".join(one.replace("|", "\\|") for one in run.figures.get(label, ()))
    left_out = "partly left out" if told else "not made"
    return "<br>".join(filter(None, (told, left_out if label in run.skipped or not told else "")))


def put(page: str, found: str) -> str:
    """The page with another result between its marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin
    assert end
    return f"{before}{begin}\n{found}\n{end}{after}"


def built() -> str:
    """Which version this is: the number, and in a checkout the commit."""
    asked = ["git", "-C", str(CHECKOUT), "describe", "--always", "--dirty", "--exclude=*"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return " ".join(filter(None, (version("piazza-bot"), f"({said})" if said else "")))


class Writer:
    """Hears every test, also of other processes, and writes at the end."""

    def __init__(self) -> None:
        self.run, self.began = Run(), datetime.now().astimezone()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear what a step of a test came to."""
        self.run.hear(report)

    def pytest_sessionfinish(self) -> None:
        """Write the page, if any attack was made."""
        if self.run.figures or self.run.failed:
            took = (datetime.now().astimezone() - self.began).total_seconds()
            found = result(self.run, self.began, built(), took)
            PAGE.write_text(put(PAGE.read_text("utf-8"), found), "utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to hear; of several processes only the one that has started them writes."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Writer())
