"""The suite itself is tested: ten leaks are planted one at a time, and each is caught."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.attacks.leaks import LEAKS, hide_only_small
from tests.attacks.spill import everything_logged
from tests.attacks.suite import published, suite

Record = Callable[[str, object], None]
Capture = pytest.CaptureFixture[str]


def test_a_sound_program_gives_no_alarm(capfd: Capture) -> None:
    with everything_logged(capfd) as spill, suite(spill, capfd) as attacked:
        assert attacked.caught() == []


@pytest.mark.parametrize("name", LEAKS)
def test_a_planted_leak_is_caught(
    name: str, capfd: Capture, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    plant, catchers = LEAKS[name]
    with everything_logged(capfd) as spill, suite(spill, capfd) as attacked:
        plant(monkeypatch, attacked)
        caught = {one.partition("_")[0] for one in attacked.caught()}
        assert caught == catchers
    record_property("attack", f"A11: {name} was planted, and caught by {', '.join(catchers)}")


def test_where_too_little_is_hidden_the_auditor_lets_only_the_total_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert published() == [(), ("acme", "north")]
    hide_only_small(monkeypatch)
    assert published() == [()]
