"""All ideas as they leave for a spreadsheet: whose, how they stand, and no address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.cli.lines import read
from bot.insight.spreadsheet import table
from bot.runtime import takeout
from bot.testing import Member, Team
from skills.ideas import exporting, finding, reading, skill
from skills.ideas.settings import IdeasSettings
from tests.skills.ideas.conftest import BIKES, MENU, moves, posted


def told(team: Team) -> list[dict[str, Any]]:
    period = takeout.period_of(None, None, "Europe/Rome")
    rows = team.app.database.read_now(lambda db: exporting.export(db, now=team.now, period=period))
    return [dict(row) for row in rows]


def test_each_with_how_it_stands(team: Team, marco: Member, ann: Member, bob: Member) -> None:
    card = posted(team, ann, f"{MENU} #canteen #food")
    bob.presses("Vote", on=card)
    bob.fills(bob.presses("Comment", on=card), comment="With prices, please.")
    moves(marco, card, "planned", "The kitchen agrees.")
    [row] = told(team)
    assert row["number"] == 1
    assert row["title"] == MENU.rstrip(".")
    assert row["text"] == f"{MENU} #canteen #food"
    assert (row["author"], row["stage"], row["owner"]) == ("Ann", "planned", "")
    assert (row["votes"], row["comments"], row["tags"]) == (2, 1, "canteen, food")
    assert row["posted"] == row["since"] == team.now
    assert (row["merged into"], row["link"]) == (None, "")
    assert "@" not in str(row)


def test_of_one_without_a_name_it_names_nobody(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, settings={"ideas": IdeasSettings(anonymous=True)})
    ann = team.member("Ann Archer")
    ann.fills(ann.types("/idea anonymous"), idea=BIKES)
    team.tick("2026-11-24 09:00")
    [row] = told(team)
    assert row["author"] == ""
    assert "Ann" not in str(row)


def test_there_may_be_more_than_a_statement_can_name(
    team: Team, ann: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted(team, ann, f"{MENU} #canteen")
    posted(team, ann, BIKES)
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    assert [row["votes"] for row in told(team)] == [1, 1]
    assert [row["tags"] for row in told(team)] == ["canteen", ""]


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize(
    "words",
    [
        "Put covered racks\tin the courtyard.\n\nPlease  do it now",
        "=1+1 is no idea, but this is one",
        "'=1+1 is no idea, but this is one",
        "''- is no idea, but this is one",
        f"{BIKES} {'x' * 120} ends here",
    ],
)
def test_what_leaves_comes_in_again_in_the_same_words(
    team: Team, ann: Member, words: str, language: str
) -> None:
    ann.fills(ann.types("/idea"), idea=words)
    [row] = told(team)
    cells = [str(row[name]) for name in ("title", "text")]
    data = table([["title", "text"], cells], language).encode()
    [line] = read(data, "ideas", ".csv").lines(reading.TITLES)
    found = reading.read(line.cells, team.now, team.app.house.company.clock)
    assert found.words == row["text"]
