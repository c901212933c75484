"""Rounds: one ballot a person, the last one counts, and after the close nobody can read any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.directory.joining import join
from bot.errors import BotError
from bot.people import Person, Role
from bot.privacy import rounds
from bot.privacy.ballots import merged, slot_of
from bot.privacy.cells import Cell, kept
from bot.privacy.items import Item
from bot.privacy.rounds import Round
from bot.privacy.sealing import Opener, Record
from bot.privacy.tables import ballot, ballot_audience, ballot_comment, ballot_round
from bot.runtime.retention import Retention
from bot.testing import Member, Team
from tests.bot.privacy.survey import skill

HOUR = timedelta(hours=1)


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    with Team([skill], database_url=database_url) as team:
        yield team


@pytest.fixture
def cm(team: Team) -> Member:
    member = team.member("Marco")
    team.grant(member, Role.CM)
    return member


def crew(team: Team, count: int) -> list[Member]:
    return [team.member(f"Person{number}") for number in range(count)]


def look(team: Team, query: Any) -> list[Any]:
    return team.app.database.read_now(lambda db: list(db.execute(query).all()))


def newest(team: Team) -> Round:
    def find(db: Any) -> Round:
        found = rounds.find(db.connection(), db.scalar(sa.select(sa.func.max(ballot_round.c.id))))
        assert found
        return found

    return team.app.database.read_now(find)


def ballots(team: Team) -> list[Record]:
    """What lies in the box, read with the private key."""
    opener = Opener(team.app.house.box.keys.private(newest(team).public_key))
    return [opener.open(sealed) for (sealed,) in look(team, sa.select(ballot.c.sealed))]


def cells(team: Team) -> list[Cell]:
    return team.app.database.read_now(lambda db: kept(db.connection(), newest(team).id))


def test_the_last_answer_counts_and_the_answer_says_only_that_it_is_recorded(
    team: Team, cm: Member
) -> None:
    cm.types("/survey open")
    ann = team.member("Ann")
    said = [ann.fills(ann.types("/survey"), mood=mood, again=7).text for mood in (2, 5)]
    assert said[0].startswith("Recorded.")
    assert said[0] == said[1]
    assert ballots(team) == [Record((4, 7))]


def test_everybody_is_counted_and_nothing_is_left_to_be_read(team: Team, cm: Member) -> None:
    cm.types("/survey open")
    for number, one in enumerate(crew(team, 20)):
        one.fills(
            one.types("/survey"), mood=1 + number % 5, again=number % 11, comment=f"w{number}"
        )
    round_ = newest(team)
    assert look(team, sa.select(ballot_comment)) == []
    team.tick(timedelta(days=3, hours=1))
    assert [(one.item, one.path, one.figures and one.figures.mean) for one in cells(team)] == [
        ("mood", (), 3.0),
        ("again", (), 4.5),
    ]
    assert {one.words for one in look(team, sa.select(ballot_comment))} == {
        f"w{number}" for number in range(20)
    }
    assert look(team, sa.select(ballot)) == []
    keys = team.app.house.box.keys
    assert not keys.remain(round_.public_key)
    assert keys.is_destroyed(round_.public_key)
    assert [one.text for one in team.channel("#general")] == [f"Round {round_.id} has results."]


def test_who_comes_too_late_is_told_so_and_nothing_is_asked_twice(team: Team, cm: Member) -> None:
    ann = team.member("Ann")
    assert ann.types("/survey").form
    cm.types("/survey open")
    form = ann.types("/survey")
    assert "open already" in cm.types("/survey open").text
    cm.types("/survey close")
    assert ann.fills(form, mood=3).problems == {"": "Nothing is asked."}
    assert "is being counted" in cm.types("/survey open").text
    team.tick(HOUR)
    assert "last six days" in cm.types("/survey open").text
    team.tick(timedelta(days=6))
    assert cm.types("/survey open").text == "Everybody is asked."


def test_one_person_on_two_platforms_has_one_ballot(team: Team, cm: Member) -> None:
    ann = team.member("Ann")
    twin = team.account(ann)
    cm.types("/survey open")
    ann.fills(ann.types("/survey"), mood=1)
    twin.fills(twin.types("/survey"), mood=4)
    assert ballots(team) == [Record((3, None))]


@pytest.mark.parametrize("both", [True, False], ids=["both answered", "one answered"])
def test_who_turns_out_to_be_one_person_has_one_ballot(team: Team, cm: Member, both: bool) -> None:
    first, second = crew(team, 2)
    cm.types("/survey open")
    first.fills(first.types("/survey"), mood=1)
    if both:
        second.fills(second.types("/survey"), mood=4)
    pairs = {first.person.id: second.person.id}
    team.app.database.write_now(lambda db: join(db.connection(), "", pairs, team.now))
    team.app.database.write_now(lambda db: team.app.house.box.settle(db.connection()))
    assert ballots(team) == [Record((3 if both else 0, None))]


def test_whoever_is_forgotten_takes_their_ballot_with_them(team: Team, cm: Member) -> None:
    ann, bob = crew(team, 2)
    cm.types("/survey open")
    for one, mood in ((ann, 1), (bob, 5)):
        one.fills(one.types("/survey"), mood=mood)
    team.app.database.write_now(lambda db: team.app.house.forget(db, ann.person, team.now))
    assert ballots(team) == [Record((4, None))]


def test_a_comment_that_is_too_long_is_said_to_be_and_comes_back(team: Team, cm: Member) -> None:
    cm.types("/survey open")
    ann = team.member("Ann")
    long = ann.fills(ann.types("/survey"), mood=3, comment="x" * 1001)
    assert "1,000" in long.problems[""]
    assert next(one.value for one in long.form.fields if one.spec.name == "comment") == "x" * 1001
    assert look(team, sa.select(ballot)) == []


def test_a_reminder_knows_who_answered_without_a_list(team: Team, cm: Member) -> None:
    cm.types("/survey open")
    ann, bob = crew(team, 2)
    ann.fills(ann.types("/survey"), mood=3)
    ids = [ann.person.id, bob.person.id]

    def answered(db: Connection) -> set[int]:
        return team.app.house.box.answered(db, "survey", "survey", ids)

    assert team.app.database.read_now(lambda db: answered(db.connection())) == {ann.person.id}


def test_everybody_can_read_that_they_were_asked_and_nobody_whether_they_answered(
    team: Team, cm: Member
) -> None:
    ann, bob = crew(team, 2)
    cm.types("/survey open")
    ann.fills(ann.types("/survey"), mood=3)

    def told(one: Member) -> list[str]:
        text = one.types("/piazza whatyouknow").text
        return [line for line in text.splitlines() if "Sealed rounds" in line]

    assert told(ann) == told(bob) != []
    assert told(ann)[0].endswith("1")


def test_who_was_asked_long_ago_is_not_kept(team: Team, cm: Member) -> None:
    cm.types("/survey open")
    retention = Retention(team.app.house)
    asked = sa.select(ballot_audience)

    def kept_on() -> int:
        team.run(retention.enforce(team.app.database, team.now))
        return len(look(team, asked))

    team.now += timedelta(days=230)
    assert kept_on() == 1, "the round has not been counted"
    team.tick(HOUR)
    assert kept_on() == 0


def test_who_was_asked_is_kept_as_long_as_it_is_compared(team: Team, cm: Member) -> None:
    cm.types("/survey open")
    cm.types("/survey close")
    team.tick(timedelta(days=100))
    team.run(Retention(team.app.house).enforce(team.app.database, team.now))
    assert len(look(team, sa.select(ballot_audience))) == 1


@pytest.mark.parametrize("answer", [2.0, 2.5, "2", 6, float("nan")])
def test_an_answer_that_is_none_is_refused_without_being_told(
    team: Team, cm: Member, answer: Any
) -> None:
    cm.types("/survey open")

    def cast(db: Session) -> None:
        box = team.app.house.box
        box.cast(db.connection(), 1, cm.person, {"mood": answer}, "", team.now)

    with pytest.raises(BotError) as told:
        team.app.database.write_now(cast)
    assert str(told.value) == "mood: an answer is a whole number from 1 to 5"


def test_an_item_has_a_name_that_can_be_published() -> None:
    for name in ("", "x" * 65):
        with pytest.raises(BotError, match="1 to 64 characters"):
            Item(name)


def test_many_who_turn_out_to_be_one_keep_the_ballot_of_who_stays(
    team: Team, cm: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one after the other, and more of them than are settled at once."""
    monkeypatch.setattr("bot.privacy.ballots.AT_ONCE", 2)
    cm.types("/survey open")
    box, moods = team.app.house.box, {1: 1, 2: 2, 4: 4, 6: 5}

    def change(db: Session) -> None:
        for number, mood in moods.items():
            box.cast(db.connection(), 1, Person(number, ""), {"mood": mood}, "", team.now)
        # 1 becomes 3 becomes 5; 2 becomes 4, who has answered; 7 has not, and becomes 6.
        for pair in ({1: 3, 2: 4}, {3: 5}, {7: 6}):
            merged(db.connection(), pair)
        while box.is_unsettled(db.connection()):
            box.settle(db.connection())

    team.app.database.write_now(change)
    pepper = box.keys.pepper(newest(team).public_key)
    lies = {slot for (slot,) in look(team, sa.select(ballot.c.slot))}
    assert lies == {slot_of(pepper, number) for number in (5, 4, 6)}
    assert sorted(str(one.answers) for one in ballots(team)) == [
        "(0, None)",
        "(3, None)",
        "(4, None)",
    ]
