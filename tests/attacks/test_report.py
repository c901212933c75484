"""The result of the attacks as it is printed: what was tried and what came of it, nothing nicer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal

import pytest

from tests.attacks.report import BEGIN, END, PAGE, WHAT, Run, put, result

WHEN = datetime(2026, 11, 27, 8, 15, tzinfo=UTC)
Outcome = Literal["passed", "failed", "skipped"]


def heard(*told: str, outcome: Outcome = "passed", name: str = "test_it") -> pytest.TestReport:
    told_of = [("attack", one) for one in told]
    return pytest.TestReport(
        f"tests/attacks/{name}.py::{name}",
        ("", 0, ""),
        {},
        outcome,
        None,
        "call",
        user_properties=told_of,
    )


def printed(*reports: pytest.TestReport) -> str:
    run = Run()
    for one in reports:
        run.hear(one)
    return result(run, WHEN, "0.1.0 (cff0e94)", 74.6)


def row(label: str, page: str) -> str:
    [found] = re.findall(rf"(?m)^\| {label} \|[^|]*\| (.*) \|$", page)
    return str(found)


def test_each_attack_stands_with_its_figures_the_date_and_the_version() -> None:
    page = printed(*(heard(f"{label}: 7 rounds, 4,180 people, 0 determined") for label in WHAT))
    assert page.splitlines()[0] == (
        "**2026-11-27 08:15, Piazza 0.1.0 (cff0e94)**, in 75 seconds."
        " All were made, and all failed."
    )
    assert all(row(label, page) == "7 rounds, 4,180 people, 0 determined" for label in WHAT)


def test_several_tests_of_one_attack_and_several_leaks_stand_below_one_another() -> None:
    page = printed(
        heard("A11: a time column, caught", "A11: a | in it"), heard("A11: a live count")
    )
    assert row("A11", page) == "a time column, caught<br>a \\| in it<br>a live count"


def test_an_attack_that_succeeds_is_said_first_whatever_else_held() -> None:
    page = printed(heard("A3: 0 determined"), heard("A3: 4 determined", outcome="failed"))
    assert "**Not all held: A3.**" in page
    assert row("A3", page) == "**did not hold**"
    unnamed = printed(heard(outcome="failed", name="test_a6_canaries"))
    assert row("A6", unnamed) == "**did not hold**"
    several = printed(heard(outcome="failed", name="test_a3_a10_together"))
    assert "**Not all held: A10, A3.**" in several


def test_what_was_not_made_is_not_passed_off_as_held() -> None:
    page = printed(heard("A1: 0 bytes found"), heard(outcome="skipped", name="test_a1_postgresql"))
    assert "Not made: A2, A3, " in page
    assert row("A1", page) == "0 bytes found<br>partly left out"
    assert row("A2", page) == "not made"


def test_it_goes_between_the_marks_of_the_page_and_changes_nothing_else() -> None:
    page = PAGE.read_text("utf-8")
    once = put(page, "| first |")
    assert put(once, "| second |") == once.replace("| first |", "| second |")
    assert once.partition(BEGIN)[0] == page.partition(BEGIN)[0]
    assert once.partition(END)[2] == page.partition(END)[2]
