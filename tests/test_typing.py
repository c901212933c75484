"""What a skill's author writes wrongly is a type error where it is written."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
FILES = sorted((CHECKOUT / "tests" / "typing").glob("*.py"))
MYPY = [sys.executable, "-m", "mypy"]
MARK = "# must fail"
ERROR = re.compile(r"(?P<file>[^:]+):(?P<line>\d+): error: (?P<what>.*)")


@pytest.fixture(scope="module")
def errors() -> dict[str, dict[int, str]]:
    """The type checker's errors, by file and line; it knows the rest from `make check`."""
    checked = subprocess.run(
        [*MYPY, "--no-error-summary", *map(str, FILES)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode in (0, 1), checked.stdout + checked.stderr
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for match in ERROR.finditer(checked.stdout):
        found[Path(match["file"]).name][int(match["line"])] = match["what"]
    return found


def marked(file: Path) -> set[int]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if line.endswith(MARK)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_must_fail_fails_and_nothing_else(
    errors: dict[str, dict[int, str]], file: Path
) -> None:
    found, expected = errors[file.name], marked(file)
    assert {line: what for line, what in found.items() if line not in expected} == {}
    assert sorted(expected - found.keys()) == [], "these slipped through"


def test_there_is_something_that_must_fail_and_something_that_must_not() -> None:
    assert {bool(marked(file)) for file in FILES} == {True, False}
    for file in FILES:
        assert bool(marked(file)) == file.name.startswith("bad_"), file.name


def test_the_errors_come_from_our_files_only(errors: dict[str, dict[int, str]]) -> None:
    assert errors.keys() <= {file.name for file in FILES}
