"""Ideas without a name: posted together, answered through the bot, and nobody is in the data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.store.tables import Table
from bot.testing import Member, Team
from skills import cm
from skills.ideas import IdeasSettings, skill
from tests.skills.ideas.conftest import BIKES, MENU, posted
from tests.skills.ideas.test_merging import merge


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, cm.skill, settings={"ideas": IdeasSettings(anonymous=True)})


def writes(who: Member, words: str) -> None:
    button = who.types("/idea anonymous")
    assert "kept nowhere" in who.fills(button, idea=words).text


def test_they_are_posted_together_the_next_morning(team: Team, ann: Member, bob: Member) -> None:
    writes(ann, BIKES)
    writes(bob, MENU)
    assert team.channel("#ideas") == []
    team.tick("2026-11-24 09:00")
    texts = [one.text for one in team.channel("#ideas")]
    assert len(texts) == 2
    assert all("from somebody without a name" in one for one in texts)
    assert any("Put covered bicycle racks" in one for one in texts)


def test_a_question_is_answered_through_the_bot(team: Team, ann: Member, bob: Member) -> None:
    writes(ann, BIKES)
    team.tick("2026-11-24 09:00")
    [card] = team.channel("#ideas")
    bob.fills(bob.presses("Comment", on=card), comment="For how many bicycles?")
    assert ann.inbox == []
    mine = ann.types("/idea mine")
    assert "Yours, without a name" in mine.text
    assert "no votes yet · 1 comment" in mine.text
    assert "For how many bicycles?" in ann.presses("Show 1", on=mine).text
    more = ann.presses("More", on=card)
    assert "For how many bicycles?" in more.text
    form = ann.presses("Answer without my name", on=more)
    assert "without your name" in ann.fills(form, answer="For twenty, to begin with.").text
    team.tick("2026-11-25 09:00")
    assert "Whoever wrote it answers" in bob.inbox[-1].text
    assert "For twenty, to begin with." in bob.presses("More", on=card).text
    assert "Answer without my name" not in bob.presses("More", on=card).shown.buttons


def test_who_wrote_it_is_asked_before_a_comment_carries_their_name(
    team: Team, ann: Member, bob: Member
) -> None:
    writes(ann, BIKES)
    team.tick("2026-11-24 09:00")
    [card] = team.channel("#ideas")
    which = ann.presses("Comment", on=card)
    assert "may give it away" in which.text
    assert which.shown.buttons == ["Answer without my name", "Comment with my name"]
    assert ann.presses("Comment with my name", on=which).form.title == "A comment"
    assert bob.presses("Comment", on=card).form.title == "A comment"


def test_nothing_that_is_stored_or_logged_says_who_it_was(
    team: Team, ann: Member, bob: Member
) -> None:
    form = ann.types("/idea anonymous")
    before = stored(team)
    with capture_logs() as logged:
        ann.fills(form, idea=BIKES)
    [me] = {ann.person.id}
    for table, rows in stored(team).items():
        new = [row for row in rows if row not in before.get(table, [])]
        for row in new:
            assert ann.id not in str(row), table
            assert me not in row.values(), table
    assert stored(team)["ideas_hidden"][0].keys() == {"id", "alias", "words", "idea_id", "day"}
    said = str(logged)
    assert ann.id not in said
    assert "bicycle" not in said
    assert "ideas." not in said


def test_nothing_that_is_stored_tells_that_two_are_by_the_same_person(
    team: Team, ann: Member
) -> None:
    writes(ann, BIKES)
    writes(ann, MENU)
    waiting = {row["alias"] for row in stored(team)["ideas_hidden"]}
    team.tick("2026-11-24 09:00")
    assert len(waiting) == len({row["alias"] for row in stored(team)["ideas"]}) == 2
    mine = ann.types("/idea mine").text
    assert "Put covered bicycle racks" in mine
    assert "Publish the canteen menu" in mine
    for card in team.channel("#ideas"):
        assert "Answer without my name" in ann.presses("More", on=card).shown.buttons


def stored(team: Team) -> dict[str, list[dict[str, object]]]:
    """Everything in the database, by table."""

    def look(db: Session) -> dict[str, list[dict[str, object]]]:
        there = set(sa.inspect(db.connection()).get_table_names())
        tables = [one for one in Table.metadata.sorted_tables if one.name in there]
        return {
            one.name: [dict(row) for row in db.execute(one.select()).mappings()] for one in tables
        }

    return team.app.database.read_now(look)


def test_where_it_is_not_switched_on_it_says_so(team_of: Callable[..., Team]) -> None:
    ann = team_of(skill).member("Ann")
    assert "not switched on here" in ann.types("/idea anonymous").text


def test_what_comes_just_before_nine_waits_until_the_next_day(team: Team, ann: Member) -> None:
    team.tick("2026-11-24 08:59")
    writes(ann, BIKES)
    team.tick("2026-11-24 09:00")
    assert team.channel("#ideas") == []
    team.tick("2026-11-25 09:00")
    assert "Put covered bicycle racks" in team.channel("#ideas")[0].text


def test_whoever_wrote_it_leaves_no_other_traces_than_anybody_when_they_comment(
    team: Team, ann: Member, bob: Member
) -> None:
    writes(ann, BIKES)
    team.tick("2026-11-24 09:00")
    [card] = team.channel("#ideas")
    before = stored(team)
    with capture_logs() as of_bob:
        bob.presses("Comment", on=card)
    with capture_logs() as of_ann:
        ann.presses("Comment with my name", on=ann.presses("Comment", on=card))
    assert stored(team) == before
    [his], hers = of_bob, of_ann
    for one in hers:
        assert {**one, "event_id": ""} == {**his, "event_id": ""}


def test_after_a_merger_they_still_answer_and_nobody_takes_them_for_another(
    team: Team, marco: Member, ann: Member, bob: Member, anna: Member
) -> None:
    named = posted(team, bob, MENU)
    anna.presses("Follow", on=named)
    writes(ann, BIKES)
    team.tick("2026-11-24 09:00")
    merge(marco, team.channel("#ideas")[-1], 1)
    for reply in (ann.presses("More", on=named), ann.presses("Comment", on=named)):
        assert "Answer without my name" in reply.shown.buttons
    assert "Answer without my name" not in bob.presses("More", on=named).shown.buttons
    ann.fills(ann.presses("Answer without my name", on=reply), answer="Twenty, to begin with.")
    team.tick("2026-11-25 09:00")
    assert "Twenty, to begin with." in anna.inbox[-1].text
    assert "1 comment" in named.text
    # The idea is Bob's, the words are not.
    assert "Whoever wrote idea 2, " in bob.presses("More", on=named).text
