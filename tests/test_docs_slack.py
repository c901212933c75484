"""docs/slack.md says of each scope and each event why it is there, and names no other one."""

from __future__ import annotations

import re
from pathlib import Path

from handlers.slack.manifest import EVENTS, OF_THREADS, OPTIONAL, SCOPES, TOLD_OF_THREADS

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "slack.md").read_text("utf-8")


def table(head: str, number: int = 0) -> dict[str, str]:
    """The rows of the page's tables with this head, by what stands in backticks."""
    found = PAGE.split(f"| {head} | needed to |\n|---|---|\n")[number + 1]
    rows = re.findall(r"^\| `(\S+)` \| (.+) \|$", found.partition("\n\n")[0], re.MULTILINE)
    return dict(rows)


def test_each_scope_has_its_reason() -> None:
    assert table("scope") == SCOPES
    assert table("scope", 1) == OPTIONAL
    assert table("scope", 2) == OF_THREADS


def test_each_event_has_its_reason() -> None:
    assert table("event") == EVENTS
    assert table("event", 1) == TOLD_OF_THREADS


def test_nothing_that_people_write_to_each_other_can_be_read_unless_a_setting_asks_for_it() -> None:
    readable = [scope for scope in {*SCOPES, *OPTIONAL} if scope.endswith(":history")]
    # The conversations of somebody with Piazza itself, and only where whoever installs it agrees.
    assert readable == ["im:history"]
    assert "im:history" in OPTIONAL
    assert not [event for event in EVENTS if event.startswith("message")]
