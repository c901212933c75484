"""What another tool has kept, among what people write here."""

from __future__ import annotations

from bot import Line
from bot.chat import Chat
from bot.testing import WORKSPACE, Member, Team
from skills.ideas import importing
from skills.ideas.reading import TITLES
from tests.skills.ideas.conftest import MENU, posted


def imported(team: Team, **cells: str) -> int:
    blank = dict.fromkeys(TITLES, "")

    def job(db: object) -> int:
        chat = Chat(db, team.now, WORKSPACE, "ideas", team.app.house)  # type: ignore[arg-type]
        [told] = importing.take(chat, [Line(2, {**blank, **cells})])
        assert told.new is not None
        return told.new

    return team.app.database.write_now(job)


def test_votes_of_strangers_count_and_somebody_wrote_it(team: Team, ann: Member) -> None:
    number = imported(team, title="Winter gloves for the yard", votes="40", email="x@y.org")
    shown = ann.types(f"/idea show {number}")
    assert f"Idea {number}, from Somebody" in shown.text
    assert "40 votes" in shown.text
    ann.presses("Vote", on=shown)
    assert "41 votes" in ann.types(f"/idea show {number}").text
    assert team.channel("#ideas") == []


def test_the_most_wanted_comes_first_whoever_wanted_it(
    team: Team, ann: Member, bob: Member
) -> None:
    imported(team, title="A map of all cables", votes="1")
    bob.presses("Vote", on=posted(team, ann, MENU))
    number = imported(team, title="Winter gloves for the yard", votes="3")
    shown = ann.types("/idea top").text
    places = [shown.index(said) for said in ("Winter gloves", "Publish the canteen", "A map of")]
    assert places == sorted(places)
    assert shown.index("3 votes") < shown.index("2 votes") < shown.index("1 vote")
    assert number == 3


def test_merged_its_votes_go_with_it(team: Team, marco: Member, ann: Member) -> None:
    card = posted(team, ann, MENU)
    number = imported(team, title="Winter gloves for the yard", votes="3")
    form = marco.presses("Merge", on=marco.types(f"/idea show {number}"))
    marco.fills(form, number="1")
    assert "4 votes" in card.text


def test_whose_it_is_is_found_by_their_address(team: Team, ann: Member) -> None:
    number = imported(team, title="Winter gloves for the yard", email="Ann@Example.ORG")
    assert f"Idea {number}, from Ann" in ann.types(f"/idea show {number}").text
    assert "Winter gloves" in ann.types("/idea mine").text
