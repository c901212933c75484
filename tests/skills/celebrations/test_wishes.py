"""Wishes that colleagues write beforehand, for who wants them, by who likes to write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot import Period
from bot.delivery.nudging import calendar
from bot.directory.wishes import choose
from bot.testing import WORKSPACE, Member, Shown, Team
from skills.celebrations import skill, writing
from skills.celebrations.writing import MOST_ASKED
from tests.skills.celebrations.conftest import PARTY, chooses, employs, got, hours


@pytest.fixture
def press(ann: Member, bob: Member, anna: Member) -> None:
    """All three work at the press."""
    for one in (ann, bob, anna):
        employs(one)


def asked(who: Member) -> list[Shown]:
    return [
        one
        for one in who.inbox
        if "birthday in your team" in one.text or "nel tuo team" in one.text
    ]


@pytest.mark.usefixtures("press")
def test_all_that_was_written_arrives_in_one_message(
    team: Team, ann: Member, bob: Member, anna: Member, marco: Member
) -> None:
    assert "Some colleagues of your team" in chooses(ann, "27", "11", wishes="yes").text
    team.tick("2026-11-24 09:59")
    assert not asked(bob)
    team.tick("2026-11-24 10:00")
    [question] = asked(bob)
    assert "Ann, on 27 November" in question.text
    assert not asked(ann)
    assert not asked(marco)
    form = bob.presses("Write to Ann", on=question)
    kept = bob.fills(form, words="Have a good one!")
    assert "Ann reads it on 27 November" in kept.text
    # Written anew it takes the place of the first.
    again = bob.presses("Change it", on=kept)
    assert again.form.fields[0].value == "Have a good one!"
    bob.fills(again, words="Have a lovely day!")
    [domanda] = asked(anna)
    assert "Ann, il 27 novembre" in domanda.text
    anna.fills(anna.presses("Scrivi a Ann", on=domanda), words="Tanti auguri!")
    assert ann.inbox == []
    hours(team, "2026-11-27")
    [wish] = ann.inbox
    assert wish.text.splitlines() == [
        "Happy birthday, Ann! May the day be yours.",
        "2 colleagues wrote to you:",
        "Bob: Have a lovely day!",
        "Anna: Tanti auguri!",
    ]
    # Nobody is asked again, nor reads who did not write.
    assert len(asked(bob)) == len(asked(anna)) == 1
    assert "Bob" not in "".join(one.text for one in team.channel("#party"))
    late = bob.presses("Write to Ann", on=question)
    assert "no wishes to write" in late.text


@pytest.mark.usefixtures("press")
def test_who_wants_none_gets_none_and_nobody_is_asked(team: Team, ann: Member, bob: Member) -> None:
    chooses(ann, "27", "11")
    hours(team, "2026-11-24")
    assert not asked(bob)


@pytest.mark.usefixtures("press")
def test_for_who_has_left_nobody_is_asked(team: Team, ann: Member, bob: Member) -> None:
    chooses(ann, "27", "11", wishes="yes")
    team.run(team.app.registry.remember(WORKSPACE, [replace(ann.profile, active=False)]))
    team.tick("2026-11-24 10:00")
    assert not asked(bob)


@pytest.mark.usefixtures("press")
def test_who_does_not_want_to_be_asked_is_not(
    team: Team, ann: Member, bob: Member, anna: Member
) -> None:
    chooses(ann, "27", "11", wishes="yes")
    chooses(bob, asked="no")
    hours(team, "2026-11-24")
    assert not asked(bob)
    [domanda] = asked(anna)
    assert "Non ti chiedo più" in anna.presses("Non chiedermi auguri", on=domanda).text
    chooses(bob, "1", "12", wishes="yes")
    hours(team, "2026-11-27")
    assert len(asked(anna)) == 1
    assert len(asked(ann)) == 1


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize(("day", "asks"), [("30", "27"), ("1", "27"), ("2", "27"), ("3", "30")])
def test_for_a_birthday_after_the_weekend_they_are_asked_on_friday(
    team: Team, ann: Member, bob: Member, day: str, asks: str
) -> None:
    chooses(ann, day, "11" if day == "30" else "12", wishes="yes")
    for n in ("25", "26", "27", "28", "29", "30"):
        hours(team, f"2026-11-{n}")
        assert len(asked(bob)) == (n >= asks)


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize(("day", "asks"), [("11", "07"), ("10", "07"), ("12", "09")])
def test_on_a_holiday_nobody_is_asked_but_on_the_working_day_before(
    team: Team, ann: Member, bob: Member, day: str, asks: str
) -> None:
    # The 8th, a Tuesday, is one.
    chooses(ann, day, "12", wishes="yes")
    for n in ("07", "08", "09"):
        team.tick(f"2026-12-{n} 10:00")
        assert len(asked(bob)) == (n >= asks)


@pytest.mark.usefixtures("press")
def test_a_line_can_be_taken_back_before_and_after(
    team: Team, ann: Member, bob: Member, anna: Member
) -> None:
    chooses(ann, "27", "11", wishes="yes")
    hours(team, "2026-11-24")
    kept = bob.fills(bob.presses("Write to Ann", on=asked(bob)[0]), words="Not this one")
    assert "is gone" in bob.presses("Take it back", on=kept).text
    scritto = anna.fills(anna.presses("Scrivi a Ann", on=asked(anna)[0]), words="Auguroni!")
    hours(team, "2026-11-27")
    [wish] = ann.inbox
    assert "Auguroni!" in wish.text
    assert "Not this one" not in wish.text
    # Somebody else's can't be taken back with it.
    assert "non ci sono più" in anna.presses("Ritirali", on=scritto).text
    # The message that had it is gone.
    assert [one.text for one in ann.inbox] == ["Your birthday wishes, as they are now."]


@pytest.mark.usefixtures("press")
def test_the_manager_can_remove_one_and_its_writer_hears_so(
    team: Team, ann: Member, bob: Member, marco: Member
) -> None:
    assert "Nobody has written" in marco.types("/cm wishes").text
    chooses(ann, "27", "11", wishes="yes")
    hours(team, "2026-11-24")
    bob.fills(bob.presses("Write to Ann", on=asked(bob)[0]), words="You are old!")
    assert "You are old!" not in bob.types("/cm wishes").text
    listed = marco.types("/cm wishes")
    assert "Bob to Ann" in listed.text
    assert "You are old!" in listed.text
    assert "removed" in marco.presses("Remove 1", on=listed).text
    assert "Your line for Ann was removed" in bob.inbox[-1].text
    hours(team, "2026-11-27")
    assert "old" not in ann.inbox[-1].text
    assert "isn’t there" in marco.presses("Remove 1", on=listed).text


def test_the_question_counts_among_the_few_of_a_week(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, settings=PARTY, attention={"a_week": 1})
    people = [team.member(f"P{n}") for n in range(3)]
    for one in people:
        employs(one)
    chooses(people[0], "26", "11", wishes="yes")
    chooses(people[1], "27", "11", wishes="yes")
    hours(team, "2026-11-23")
    hours(team, "2026-11-24")
    assert len(asked(people[2])) == 1


@pytest.mark.usefixtures("press")
def test_two_on_one_day_are_one_question(
    team: Team, ann: Member, bob: Member, anna: Member
) -> None:
    chooses(ann, "27", "11", wishes="yes")
    chooses(anna, "27", "11", wishes="yes")
    hours(team, "2026-11-24")
    [question] = asked(bob)
    assert question.buttons == ["Write to Ann", "Write to Anna", "Don’t ask me for lines"]
    assert len(asked(ann)) == len(asked(anna)) == 1


def test_of_a_large_team_some_are_drawn(team: Team, ann: Member) -> None:
    employs(ann)
    for n in range(MOST_ASKED + 10):
        employs(team.member(f"P{n}"))
    chooses(ann, "27", "11", wishes="yes")
    day = Period(date(2026, 11, 24), date(2026, 11, 25), "Europe/Rome")
    query = writing.invited(None, day, calendar(team.app.house))  # type: ignore[arg-type]
    drawn = team.app.database.read_now(lambda db: db.scalars(query).all())
    assert len(set(drawn)) == MOST_ASKED


@pytest.mark.usefixtures("press")
def test_what_is_stored_is_said_and_forgotten(
    team: Team, ann: Member, bob: Member, anna: Member
) -> None:
    chooses(ann, "27", "11", wishes="yes", started="2020-01-02")
    hours(team, "2026-11-24")
    bob.fills(bob.presses("Write to Ann", on=asked(bob)[0]), words="Be well")
    anna.fills(anna.presses("Scrivi a Ann", on=asked(anna)[0]), words="Auguri")
    # Nobody reads beforehand what waits for them.
    known = ann.types("/piazza whatyouknow").text
    assert "27 November" in known
    assert "Lines that wait for your birthday: 2" in known
    assert "Be well" not in known
    assert "You wrote to Ann for 27 November: Be well" in bob.types("/piazza whatyouknow").text
    sure = bob.types("/piazza forgetme")
    bob.presses(sure.shown.buttons[0], on=sure)
    hours(team, "2026-11-27")
    assert "Be well" not in ann.inbox[-1].text
    assert "Auguri" in ann.inbox[-1].text


@pytest.mark.usefixtures("press")
def test_who_changes_their_mind_gets_no_wishes(team: Team, ann: Member, bob: Member) -> None:
    chooses(ann, "27", "11", wishes="yes")
    hours(team, "2026-11-24")
    [question] = asked(bob)
    bob.fills(bob.presses("Write to Ann", on=question), words="Be well")
    chooses(ann, "27", "11", wishes="no")
    assert "no wishes to write" in bob.presses("Write to Ann", on=question).text
    hours(team, "2026-11-27")
    assert "Be well" not in ann.inbox[-1].text


@pytest.mark.usefixtures("press")
def test_an_old_line_is_taken_back_without_a_message_to_anybody(
    team: Team, ann: Member, bob: Member, anna: Member
) -> None:
    chooses(ann, "27", "11", wishes="yes")
    team.tick("2026-11-24 10:00")
    kept = bob.fills(bob.presses("Write to Ann", on=asked(bob)[0]), words="Be well")
    anna.fills(anna.presses("Scrivi a Ann", on=asked(anna)[0]), words="Auguri")
    team.tick("2026-11-27 09:00")
    before = got(ann)
    team.tick("2026-12-04 10:00")
    told = bob.presses("Take it back", on=kept).text
    assert "Your line is deleted here. Ann read it on the day" in told
    team.tick("2026-12-04 10:05")
    assert got(ann) == before
    assert "Be well" not in ann.types("/piazza whatyouknow").text
    assert "isn’t there" in bob.presses("Take it back", on=kept).text


@pytest.mark.usefixtures("press")
def test_who_rests_on_the_day_reads_what_was_written_when_they_are_back(
    team: Team, ann: Member, bob: Member
) -> None:
    chooses(ann, "27", "11", wishes="yes", started="2020-11-27", anniversary="private")
    team.tick("2026-11-24 10:00")
    bob.fills(bob.presses("Write to Ann", on=asked(bob)[0]), words="Be well")
    rests(ann, date(2026, 11, 29))
    for day in ("2026-11-27", "2026-11-29"):
        team.tick(f"{day} 09:00")
    assert got(ann) == []
    for hour in ("11-30 09:00", "11-30 13:00", "12-01 09:00"):
        team.tick(f"2026-{hour}")
    [wish] = got(ann)
    assert wish.splitlines() == [
        "Your birthday wishes. They have waited for you.",
        "A colleague wrote to you:",
        "Bob: Be well",
    ]


def rests(who: Member, until: date) -> None:
    """Somebody wants no messages for a while."""
    who.team.app.database.write_now(
        lambda db: choose(db.connection(), who.person.id, snoozed_until=until)
    )
