"""What fails in a skill is told behind the scenes, to whoever is writing it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from handlers.playground.faults import KEPT
from tests.handlers.playground import broken
from tests.handlers.playground.world import Page, World

SOURCE = Path(broken.__file__).read_text(encoding="utf-8").splitlines()


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, more=[broken.skill]) as one:
        yield one


def faults(page: Page) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = page.ask("journal")["faults"]
    return found


def line_of(code: str) -> int:
    return next(number for number, line in enumerate(SOURCE, 1) if code in line)


def test_a_command_that_fails_is_told_with_its_reference_its_error_and_its_line(
    failing: World,
) -> None:
    anna, bruno = failing.page("U1"), failing.page("U2")
    assert faults(bruno) == []
    card = bruno.command("/broken")["card"]
    said = "".join(run["t"] for run in card["text"])
    anna.hears("journal")
    (fault,) = faults(anna)
    assert fault["what"] == "broken.broken"
    assert fault["error"] == "StatisticsError: mean requires at least one data point"
    assert fault["place"] == f"broken/__init__.py:{line_of('statistics.mean')}"
    assert re.fullmatch("[0-9a-f]{8}", fault["reference"])
    assert fault["reference"] in said


def test_what_fails_on_its_day_is_told_once_however_many_it_was_for(failing: World) -> None:
    bruno = failing.page("U2")
    # On a Friday at half past two one of the two would be over.
    bruno.ask("clock", to="monday")
    bruno.ask("clock", to="friday")
    told = {one["what"]: (one["error"], one["place"]) for one in faults(bruno)}
    assert len(faults(bruno)) == 2
    late = f"broken/__init__.py:{line_of('no card today')}"
    news = f"broken/__init__.py:{len(SOURCE)}"
    assert told == {
        "broken.late": ("LookupError: no card today", late),
        "broken.news": ("LookupError", news),
    }
    failed = [one["why"] for one in bruno.ask("journal")["deliveries"] if one["state"] == "failed"]
    assert set(failed) == {"Its skill could not make it."}


def test_what_nobody_worded_is_told_to_whoever_was_to_read_it(failing: World) -> None:
    bruno = failing.page("U2")
    assert bruno.command("/broken", "words")["card"]["text"] == [{"t": "Done."}]
    failing.settle()
    told = {one["what"]: one["error"] for one in faults(bruno)}
    unworded = "KeyError: \"broken: nobody worded 'unworded'\""
    assert told == {"broken.broken_words": unworded, "broken": unworded}
    (waits,) = bruno.ask("journal")["deliveries"]
    assert waits["why"] == "It could not be worded or drawn; it is tried again later."


def test_the_newest_comes_first_and_the_oldest_are_dropped(failing: World) -> None:
    bruno = failing.page("U2")
    quoted = []
    for _ in range(KEPT + 1):
        card = bruno.command("/broken")["card"]
        quoted.append("".join(run["t"] for run in card["text"]))
    told = [one["reference"] for one in faults(bruno)]
    assert len(told) == KEPT
    assert all(one in said for one, said in zip(told, quoted[:0:-1], strict=True))
