"""What somebody answers in confidence comes out nowhere, whatever becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot import Skill
from tests.attacks import offices, on_playground, on_slack, on_teams
from tests.attacks.canary import TYPED, WORDS, ZEROS
from tests.attacks.confide_skill import CHAIN, GROUP, QUERY, RAISE, REFUSE, skill
from tests.attacks.offices import Office
from tests.attacks.spill import Spill, everything_logged, rows

Capture = pytest.CaptureFixture[str]
Record = Callable[[str, object], None]
Open = Callable[[Spill, Skill, Path, str | None], AbstractContextManager[Office]]
OFFICES: Mapping[str, Open] = {
    "desk": offices.at_desk,
    "slack": on_slack.opened,
    "teams": on_teams.opened,
    "playground": on_playground.opened,
}
BREAKING = (REFUSE, RAISE, CHAIN, GROUP, QUERY)


def answered(**other: str) -> dict[str, str]:
    """All that is asked, each with the canary in it."""
    return {**TYPED, "comment": WORDS, **other}


def everything(office: Office) -> int:
    """Whatever can become of what was sent; how much of it the canary was in."""
    sent = [
        answered(),
        answered(comment=f"now {WORDS}"),
        answered(ease=f"{ZEROS}773", voice=f"x{ZEROS}"),
        answered(comment=WORDS * 40),
        *(answered(comment=f"{how} {WORDS}") for how in BREAKING),
    ]
    early, late = office.opens("ann"), office.opens("ann")
    office.fills("ann", early, answered())
    office.says("manager", "/confide open")
    for values in sent:
        office.fills("bob", office.opens("bob"), values)
    twice, held = office.opens("ann"), office.opens("ann")
    before = rows(office.app.database)
    for _ in range(2):
        office.fills("ann", twice, answered())
    after = rows(office.app.database)
    # It leaves a ballot and a note of the day, on whichever platform.
    assert {name for name in after if after[name] != before[name]} == {"ballot", "inbox"}
    office.says("ann", f"/confide {' '.join(TYPED.values())} {WORDS}".replace("\n", " "))
    with office.busy():
        office.fills("ann", held, answered())
    garbled = office.garbles("ann", held, answered())
    office.says("manager", "/confide close")
    office.fills("ann", late, answered())
    return (len(sent) + garbled + 6) * (len(TYPED) + 1)


@pytest.mark.parametrize("name", OFFICES)
def test_no_answer_comes_out(
    name: str,
    tmp_path: Path,
    capfd: Capture,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Record,
) -> None:
    monkeypatch.setenv("PIAZZA_KEYS", f"{tmp_path}/keys")
    with everything_logged(capfd) as spill, OFFICES[name](spill, skill, tmp_path, None) as office:
        searched(office, name, record_property)


def test_nor_on_postgresql_or_where_a_person_reads_the_log(
    tmp_path: Path, capfd: Capture, postgres_url: str, record_property: Record
) -> None:
    with (
        everything_logged(capfd, terminal=True) as spill,
        offices.at_desk(spill, skill, tmp_path, postgres_url) as office,
    ):
        searched(office, "desk, with PostgreSQL", record_property)


@pytest.mark.soak
@pytest.mark.parametrize("name", ["slack", "teams"])
def test_nor_on_any_platform_with_postgresql(
    name: str,
    tmp_path: Path,
    capfd: Capture,
    monkeypatch: pytest.MonkeyPatch,
    postgres_url: str,
    record_property: Record,
) -> None:
    monkeypatch.setenv("PIAZZA_KEYS", f"{tmp_path}/keys")
    with (
        everything_logged(capfd) as spill,
        OFFICES[name](spill, skill, tmp_path, postgres_url) as office,
    ):
        searched(office, f"{name}, with PostgreSQL", record_property)


def searched(office: Office, name: str, record: Record) -> None:
    """Let everything happen, and look for it."""
    spill, count = office.spill, everything(office)
    office.collect()
    assert spill.hits == []
    said = b"\n".join(one for heap in spill.heaps.values() for one in heap)
    # As a program reads the log, or as a person does.
    named = rb'(?:"event": "|\x1b\[1m)%s\b'
    events = {one: len(re.findall(named % one, said)) for one in (b"failed", b"busy")}
    assert events == {b"failed": len(BREAKING) - 1, b"busy": 1}
    assert b"forged" in said
    assert b"Recorded." in said
    # Libraries had much to say, and were not let.
    assert spill.held_back
    megabytes = spill.size / 1e6
    record("attack", f"A6: {count} canaries ({name}), {megabytes:.1f} MB searched, 0 found")
