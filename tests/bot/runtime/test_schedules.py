"""The community manager looks at schedules, pauses, resumes and moves them, and sends a nudge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot import Role
from bot.testing import Member, Reply, Team
from skills import cm as cm_skill
from skills import kudos

CHANGE = "Change: The Friday question"
FRIDAY = "2026-11-27 15:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(kudos.skill, cm_skill.skill, schedules={"kudos.digest": {"paused": True}})


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def ugo(team: Team) -> Member:
    return team.member("Ugo Neri", language="it", zone="Asia/Tokyo", role=Role.CM)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def line(reply: Reply, key: str) -> str:
    (found,) = (one for one in reply.text.splitlines() if f"({key})" in one)
    return found


def audit(who: Member) -> str:
    return who.types("/cm audit").text.splitlines()[1]


def test_every_schedule_is_listed_with_what_when_next_and_how_it_stands(
    team: Team, cora: Member, ugo: Member
) -> None:
    listed = cora.types("/cm schedule")
    assert line(listed, "kudos.gratitude") == (
        "The Friday question (kudos.gratitude) – every Friday at 15:00, everybody’s own time."
        " Next: Friday 27 November 15:00."
    )
    assert line(listed, "kudos.digest") == (
        "The week’s thanks (kudos.digest) – every Friday at 16:00, company time."
        " Paused in app.yaml."
    )
    assert line(ugo.types("/cm schedule"), "cm.digest") == (
        "Il riepilogo della settimana (cm.digest) – ogni lunedì alle 09:00, ora"
        " dell’azienda. Prossima volta: lunedì 23 novembre 17:00."
    )


def test_a_pause_is_two_presses_away_and_says_who_it_was(
    team: Team, cora: Member, ugo: Member, bob: Member
) -> None:
    paused = cora.presses("Pause", on=cora.presses(CHANGE, on=cora.types("/cm schedule")))
    assert paused.text.splitlines()[0] == (
        "Paused, with what was still on its way, until somebody resumes it."
    )
    assert audit(cora).endswith("Cora Conti, paused a schedule – kudos.gratitude")
    assert "Messo in pausa da Cora Conti il 23 novembre." in ugo.types("/cm schedule").text
    team.tick(FRIDAY)
    assert bob.inbox == []
    ugo.presses(
        "Riprendi", on=ugo.presses("Modifica: La domanda del venerdì", on=ugo.types("/cm schedule"))
    )
    team.tick("2026-12-04 15:00")
    assert len(bob.inbox) == 1


def test_in_words_it_is_one(team: Team, cora: Member) -> None:
    assert "Paused by Cora Conti" in cora.types("/cm schedule pause kudos.gratitude").text
    assert audit(cora).endswith("Cora Conti, /cm schedule pause – kudos.gratitude")
    # The skill's name may be left out where no other has such a schedule.
    assert "Resumed by Cora Conti" in cora.types("/cm schedule resume gratitude").text
    assert "Resumed by Cora Conti" in cora.types("/cm schedule resume kudos.digest").text


@pytest.mark.parametrize("words", ["thursday 16:30", "giovedì 16:30", "every thursday at 16.30"])
def test_a_schedule_is_moved_by_words(team: Team, cora: Member, bob: Member, words: str) -> None:
    moved = cora.types(f"/cm schedule move kudos.gratitude {words}")
    assert moved.text.splitlines() == [
        "Moved.",
        "The Friday question (kudos.gratitude) – every Thursday at 16:30, everybody’s own time."
        " Next: Thursday 26 November 16:30. Moved by Cora Conti on 23 November.",
    ]
    assert audit(cora).endswith("– kudos.gratitude: thursday 16:30")
    team.tick("2026-11-26 16:30")
    assert len(bob.inbox) == 1


def test_a_schedule_is_moved_by_a_form(team: Team, ugo: Member) -> None:
    shown = ugo.presses("Modifica: La domanda del venerdì", on=ugo.types("/cm schedule"))
    form = ugo.presses("Sposta", on=shown)
    assert {one.spec.name: one.value for one in form.form.fields}["schedule"] == "kudos.gratitude"
    wrong = ugo.fills(form, when="venerdi 25:00")
    assert wrong.problems == {
        "when": "25:00 non è un’ora del giorno. Scrivila tra 00:00 e 23:59: lunedì 09:00."
    }
    moved = ugo.fills(wrong, when="lunedì-venerdì 10:00")
    assert "dal lunedì al venerdì alle 10:00" in moved.text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("fryday 09:00", "There is no day “fryday”. Did you mean Friday?"),
        ("0 9 * * 1", "“0 9 * * 1” is no time I understand. Write the day’s name and the time"),
        ("monday 25:00", "25:00 is no time of day."),
        ("monday 09:00 Mars/Base", "Leave out “Mars/Base”"),
    ],
)
def test_an_impossible_time_is_told_in_the_form_with_what_was_typed(
    team: Team, cora: Member, words: str, says: str
) -> None:
    reply = cora.types(f"/cm schedule move kudos.gratitude {words}")
    assert reply.problems["when"].startswith(says)
    values = {one.spec.name: one.value for one in reply.form.fields}
    assert values == {"schedule": "kudos.gratitude", "when": words}
    assert "every Friday at 15:00" in line(cora.types("/cm schedule"), "kudos.gratitude")


def test_a_form_that_is_sent_off_without_a_time_asks_for_it(cora: Member) -> None:
    asked = cora.types("/cm schedule move kudos.gratitude")
    assert cora.fills(asked, when="").problems["when"].startswith("On which days?")


def test_an_unknown_schedule_is_told_with_what_was_meant(team: Team, cora: Member) -> None:
    reply = cora.types("/cm schedule pause kudos.gratitud")
    assert "No schedule is called kudos.gratitud. Did you mean: kudos.gratitude?" in reply.text
    assert "there" not in reply.text
    far_off = cora.types("/cm schedule pause horoscope").text
    assert (
        "No schedule is called horoscope. There are: cm.belonging, cm.digest, cm.themes" in far_off
    )
    assert "/cm schedule pause horoscope" in far_off.splitlines()


def test_a_short_name_of_several_is_told_with_all_of_them(cora: Member) -> None:
    reply = cora.types("/cm schedule pause digest")
    assert "Did you mean: kudos.digest and cm.digest?" in reply.text


def test_without_a_name_a_form_asks_for_it(team: Team, cora: Member) -> None:
    paused = cora.fills(cora.types("/cm schedule pause"), schedule="kudos.digest")
    assert "Paused by Cora Conti" in paused.text
    asked = cora.types("/cm schedule move kudos.digest")
    assert "every Monday" in cora.fills(asked, when="monday").text


def test_nudges_are_listed_with_how_many_they_reach_next(
    team: Team, cora: Member, bob: Member
) -> None:
    listed = cora.types("/cm nudges")
    assert "Next time it reaches 2 people." in line(listed, "kudos.gratitude")
    assert "kudos.digest" not in listed.text
    cora.types("/cm schedule pause kudos.gratitude")
    assert "reaches" not in line(cora.types("/cm nudges"), "kudos.gratitude")


def test_a_nudge_that_is_named_is_shown_alone_with_what_can_be_done(
    team: Team, cora: Member
) -> None:
    shown = cora.types("/cm nudges gratitude")
    assert "(kudos.gratitude)" in shown.text
    assert "(kudos.colleague)" not in shown.text
    assert shown.shown.buttons == ["Pause", "Move", "Send now", "Test whether it helps"]
    helper = team.member("Hal", role=Role.CO_ORGANISER)
    assert helper.types("/cm nudges kudos.gratitude").shown.buttons == []


def test_a_nudge_that_there_is_not_is_told_with_those_there_are(cora: Member) -> None:
    told = cora.types("/cm nudges kudos.digest").text
    there = "There are: kudos.colleague and kudos.gratitude."
    assert told.startswith(f"No schedule is called kudos.digest. {there}")
    assert "Did you mean: kudos.gratitude?" in cora.types("/cm nudges kudos.gratitud").text


def test_a_nudge_is_sent_now_once_the_manager_has_seen_to_how_many(
    team: Team, cora: Member, bob: Member
) -> None:
    team.tick("2026-11-27 11:00")
    asked = cora.types("/cm nudges run kudos.gratitude")
    assert asked.text.startswith("The Friday question (kudos.gratitude) would go to 2 people now,")
    assert bob.inbox == []
    sent = cora.presses("Yes, send it", on=asked)
    assert "goes to 2 people in two minutes" in sent.text
    team.tick(timedelta(minutes=1))
    assert bob.inbox == []
    assert audit(cora).endswith("sent a nudge at once – kudos.gratitude: 2")
    team.tick(timedelta(minutes=1))
    assert len(bob.inbox) == 1
    # Neither a second press nor its own hour sends it again on this day.
    assert "would reach nobody now" in cora.presses("Yes, send it", on=asked).text
    team.tick(FRIDAY)
    assert len(bob.inbox) == 1
    assert "would reach nobody now" in cora.types("/cm nudges run kudos.gratitude").text


def test_a_post_is_no_nudge(team: Team, cora: Member) -> None:
    assert "is posted in a channel" in cora.types("/cm nudges run kudos.digest").text
