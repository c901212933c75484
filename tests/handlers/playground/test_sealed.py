"""What is answered in confidence on the page is seen, and kept, by nobody there either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.ballot_skill import FAULT, skill
from tests.handlers.playground.world import Page, World

MARK = "zq my manager shouts at me qz"


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, more=[skill]) as one:
        yield one


def values(form: Mapping[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["value"] for one in form["fields"]}


def submit(page: Page, form: Mapping[str, Any], **given: str) -> Any:
    return page.ask("submit", room="#general", token=form["token"], values=given)


def test_what_is_typed_in_confidence_is_kept_nowhere(asking: World, tmp_path: Path) -> None:
    anna = asking.page("U1")
    form = anna.command("/ballot", f" 5 {MARK}")["form"]
    assert not any(values(form).values())
    back = submit(anna, form, energy="9", comment=MARK)["form"]
    assert values(back)["comment"] == MARK
    assert submit(anna, form, energy="4", trust="4", comment=MARK)["form"]["note"]
    submit(anna, form, energy="4", trust="4", comment=FAULT)
    journal = anna.ask("journal")
    (fault,) = journal["faults"]
    assert (fault["what"], fault["error"]) == ("private", "ValueError")
    assert "ballot_skill.py" in fault["place"]
    wire = asking.playground._wire
    assert wire is not None
    remembered = str([one.result() for one in wire._done.values()])
    asking.settle()
    kept = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    for said in (MARK, FAULT):
        assert said not in str(journal) + remembered
        assert said.encode() not in kept


def test_the_journal_shows_for_how_many_a_sealed_nudge_is(asking: World) -> None:
    bruno = asking.page("U2")
    # A whole week, on whatever day and at whatever hour it begins.
    for moment in ("monday", "friday"):
        bruno.ask("clock", to=moment)
    journal = bruno.ask("journal")
    told = [one for one in journal["deliveries"] if one["what"].startswith("Mood")]
    assert told != []
    for one in told:
        assert one["to"].split(" ", 1)[1].startswith(("people on", "person on"))
        assert (one["state"], one["state_words"]) == ("planned", "sealed")
        assert one["why"].endswith("who has answered, nobody sees.")
    shown = {one["key"]: one["people"] for one in journal["schedules"]}
    assert {"ballot.invite", "ballot.remind"} <= shown.keys()
