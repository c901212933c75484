"""Promises: made by the manager, seen to by somebody, told to everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Role
from bot.testing import Member, Team
from skills.cm import skill


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(skill, schedules={"cm.digest": {"paused": True}})


@pytest.fixture
def marco(team: Team) -> Member:
    return team.member("Marco", role=Role.CM)


@pytest.fixture
def ann(team: Team) -> Member:
    return team.member("Ann")


PROMISE = "/cm promise @ann 2026-12-04 Meetings end after fifty minutes"


def test_a_promise_has_an_owner_who_reports_and_everybody_reads_it(
    team: Team, marco: Member, ann: Member
) -> None:
    bob = team.member("Bob", language="it")
    assert bob.types("/piazza promises").text == "Non è ancora stato promesso nulla."
    assert "Promise 1: Ann, by 4 December" in marco.types(PROMISE).text
    team.tick("2026-11-23 08:10")
    [yours] = ann.inbox
    assert "Meetings end after fifty minutes" in yours.text
    assert "in programma; Ann, entro il 4 dicembre" in bob.types("/piazza promises").text
    team.tick("2026-12-01 09:00")
    assert "In three days" in ann.inbox[-1].text
    form = ann.presses("Say what came of it", on=yours)
    assert [one.spec.name for one in form.form.fields] == ["state", "news"]
    done = ann.fills(form, state="kept", news="They end at ten to.")
    assert "Everybody can read now" in done.text
    assert "mantenuta; Ann, entro il 4 dicembre. They end" in bob.types("/piazza promises").text
    assert "closed already: kept" in ann.presses("Say what came of it", on=yours).text


def test_what_is_late_stands_before_the_manager(team: Team, marco: Member, ann: Member) -> None:
    marco.types(PROMISE)
    team.tick("2026-12-06 08:00")
    assert "1 is late" in marco.types("/cm promises").text
    form = marco.presses("Change one", on=marco.types("/cm promises"))
    moved = marco.fills(form, which={"one": "1"}, due="2027-01-15", why="The rooms are not ready.")
    assert "by 15 January" in moved.text
    assert "1 is late" not in marco.types("/cm promises").text


def test_what_is_wrong_is_said_in_a_line(marco: Member, ann: Member) -> None:
    late = marco.types("/cm promise @ann 2020-01-01 Meetings end sooner")
    assert "That day is over. Choose one to come." in late.text
    short = marco.types("/cm promise @ann 2026-12-04 Soon")
    assert "at least 10" in short.problems["words"]


def test_nobody_else_reports(team: Team, marco: Member, ann: Member) -> None:
    bob = team.member("Bob")
    marco.types(PROMISE)
    team.tick("2026-11-23 08:10")
    [yours] = ann.inbox
    assert "no longer works" in bob.presses("Say what came of it", on=yours).text
    assert "only" in bob.types("/cm promises").text.lower()


def test_who_is_forgotten_leaves_it_to_nobody(team: Team, marco: Member, ann: Member) -> None:
    marco.types(PROMISE)
    ann.presses("Erase me", on=ann.types("/piazza forgetme"))
    assert "nobody yet" in marco.types("/cm promises").text


def test_a_report_for_somebody_else_stands_in_the_audit(marco: Member, ann: Member) -> None:
    marco.types(PROMISE)
    form = marco.presses("Say what came of it", on=marco.types("/cm promises"))
    marco.fills(form, which={"one": "1"}, state="dropped", news="There is no money for clocks.")
    line = marco.types("/cm audit").text.splitlines()[1]
    assert "/cm promises, about Ann" in line
    assert "1: dropped: There is no money for clocks." in line


def test_what_is_late_goes_to_somebody_else_without_another_day(
    team: Team, marco: Member, ann: Member
) -> None:
    bob = team.member("Bob", language="it")
    marco.types(PROMISE)
    team.tick("2026-12-06 08:00")
    form = marco.presses("Change one", on=marco.types("/cm promises"))
    given = marco.fills(form, which={"one": "1"}, owner=bob, why="Ann has too much on her desk.")
    assert "(Bob, by 4 December)" in given.text
    team.tick("2026-12-06 08:10")
    assert "ha promesso qualcosa di cui ti occupi tu" in bob.inbox[-1].text


def test_who_keeps_it_is_told_of_another_day(team: Team, marco: Member, ann: Member) -> None:
    marco.types(PROMISE)
    form = marco.presses("Change one", on=marco.types("/cm promises"))
    marco.fills(form, which={"one": "1"}, due="2026-12-18", why="The rooms are not ready.")
    team.tick("2026-11-23 08:10")
    assert "is now due by 18 December" in ann.inbox[-1].text
    team.tick("2026-12-01 09:10")
    assert not any("In three days" in one.text for one in ann.inbox)
    team.tick("2026-12-15 09:10")
    assert "In three days, by 18 December" in ann.inbox[-1].text


def test_where_nothing_is_open_there_is_nothing_to_report(marco: Member, ann: Member) -> None:
    marco.types(PROMISE)
    shown = marco.types("/cm promises")
    form = marco.presses("Say what came of it", on=shown)
    marco.fills(form, which={"one": "1"}, state="kept", news="They end at ten to.")
    for button in ("Say what came of it", "Change one"):
        assert "Nothing that was promised is open" in marco.presses(button, on=shown).text


def test_what_is_late_stands_in_the_status(team: Team, marco: Member, ann: Member) -> None:
    marco.types(PROMISE)
    assert "late" not in marco.types("/cm status").text
    team.tick("2026-12-06 08:00")
    assert "1, of which 1 late" in marco.types("/cm status").text


def test_of_a_day_that_was_put_off_and_back_it_is_reminded_once(
    team: Team, marco: Member, ann: Member
) -> None:
    marco.types(PROMISE)
    for due in ("2026-12-11", "2026-12-04"):
        form = marco.presses("Change one", on=marco.types("/cm promises"))
        why = "The rooms are not ready yet."
        assert "Changed" in marco.fills(form, which={"one": "1"}, due=due, why=why).text
    team.tick("2026-12-01 12:00")
    assert len([one for one in ann.inbox if "In three days" in one.text]) == 1
