"""A birthday, from saying when it is to the wish; in nobody's zone but one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.testing import WORKSPACE, Member, Team
from skills.celebrations import CelebrationsSettings, skill
from tests.skills.celebrations.conftest import PARTY, chooses, got, hours, moves, party


def test_it_is_celebrated_in_the_morning_once(team: Team, ann: Member, bob: Member) -> None:
    kept = chooses(ann, "26", "11")
    assert "Your birthday, 26 November: in #party, and with a message to you." in kept.text
    assert "Nobody is asked to write you a line." in kept.text
    hours(team, "2026-11-25")
    assert party(team) == got(ann) == []
    team.tick("2026-11-26 08:59")
    assert party(team) == got(ann) == []
    hours(team, "2026-11-26")
    assert party(team) == ["Happy birthday, Ann!"]
    assert [one.text for one in ann.inbox] == ["Happy birthday, Ann! May the day be yours."]
    hours(team, "2026-11-27")
    assert len(party(team)) == len(ann.inbox) == 1
    assert bob.inbox == []


def test_in_italian_and_for_the_person_alone(team: Team, anna: Member) -> None:
    assert "con un messaggio solo per te" in chooses(anna, "26", "11", how="private").text
    hours(team, "2026-11-26")
    [wish] = anna.inbox
    assert wish.text == "Tanti auguri, Anna! Che sia una bella giornata, tutta tua."
    assert party(team) == []


def test_the_channel_reads_the_companys_language(team_of: Callable[..., Team]) -> None:
    team = team_of(skill, settings=PARTY, company={"languages": ["it", "en"]})
    chooses(team.member("Ann"), "26", "11")
    hours(team, "2026-11-26")
    assert party(team) == ["Tanti auguri, Ann!"]


def test_who_says_nothing_or_silence_is_left_alone(team: Team, ann: Member, bob: Member) -> None:
    chooses(ann, "26", "11")
    assert "not at all" in chooses(ann, "26", "11", how="silence").text
    hours(team, "2026-11-26")
    assert party(team) == got(ann) == got(bob) == []


def test_several_on_one_day_share_a_post(team: Team, ann: Member, bob: Member) -> None:
    # It is eight in London when it is nine in Rome, and nine in Auckland twelve hours before.
    liz, kiri = (
        team.member("Liz", zone="Europe/London"),
        team.member("Kiri", zone="Pacific/Auckland"),
    )
    for one in (ann, bob, liz, kiri):
        chooses(one, "26", "11")
    team.tick("2026-11-25 21:00")
    assert party(team) == ["Happy birthday, Kiri!"]
    team.tick("2026-11-26 09:00")
    assert party(team)[1:] == ["Happy birthday, Ann, Bob, and Liz!"]
    assert len(kiri.inbox) == len(ann.inbox) == 1
    assert liz.inbox == []
    team.tick("2026-11-26 10:00")
    assert len(liz.inbox) == 1
    hours(team, "2026-11-27")
    assert len(party(team)) == 2


@pytest.mark.parametrize(
    ("at", "to"),
    [
        ("08:30", "Europe/London"),
        ("08:30", "Europe/Athens"),
        ("09:30", "America/New_York"),
        ("05:00", "Asia/Tokyo"),
        ("14:30", "America/Los_Angeles"),
    ],
)
def test_who_moves_on_the_day_is_wished_well_once(
    team: Team, ann: Member, bob: Member, at: str, to: str
) -> None:
    # Somebody lives there already, so that it was nine there before.
    team.member("Zoe", zone=to)
    chooses(ann, "26", "11")
    for hour in range(24):
        team.tick(f"2026-11-26 {hour:02}:00")
        if at.startswith(f"{hour:02}"):
            team.tick(f"2026-11-26 {at}")
            moves(ann, to)
    hours(team, "2026-11-27")
    assert len(party(team)) == len(ann.inbox) == 1


def test_what_comes_too_late_is_left_out(team: Team, ann: Member) -> None:
    chooses(ann, "26", "11")
    team.tick("2026-11-26 20:30")
    hours(team, "2026-11-27")
    assert got(ann) == party(team) == []


def test_who_says_so_on_the_day_is_still_in_time(team: Team, ann: Member) -> None:
    team.tick("2026-11-26 09:00")
    chooses(ann, "26", "11")
    hours(team, "2026-11-26")
    assert len(party(team)) == len(ann.inbox) == 1


@pytest.mark.parametrize(
    ("day", "month", "on", "posted"),
    [
        # A Sunday, a holiday on a Tuesday, and Christmas before a weekend.
        ("29", "11", "2026-11-29", "2026-11-30"),
        ("8", "12", "2026-12-08", "2026-12-09"),
        ("25", "12", "2026-12-25", "2026-12-28"),
    ],
)
def test_on_a_day_off_the_person_reads_it_and_the_channel_on_the_working_day_after(
    team: Team, ann: Member, day: str, month: str, on: str, posted: str
) -> None:
    chooses(ann, day, month)
    hours(team, on)
    assert len(ann.inbox) == 1
    assert party(team) == []
    hours(team, posted)
    [post] = party(team)
    assert post.startswith("Happy birthday, Ann! It was on ")
    assert f"{day} " in post
    assert len(ann.inbox) == 1


def test_while_the_company_is_closed_nothing_is_sent(team_of: Callable[..., Team]) -> None:
    closed = [{"from": "2026-12-14", "to": "2026-12-31"}]
    team = team_of(skill, settings=PARTY, company={"closures": closed})
    ann, bob = team.member("Ann"), team.member("Bob")
    chooses(ann, "16", "12")
    chooses(bob, "31", "12")
    for day in ("2026-12-16", "2026-12-31"):
        hours(team, day)
    assert got(ann) == got(bob) == party(team) == []
    hours(team, "2027-01-04")
    # What is two weeks old nobody needs to read any more.
    assert [one[:24] for one in party(team)] == ["Happy birthday, Bob! It "]


@pytest.mark.parametrize(("year", "on"), [("2027", "2027-02-28"), ("2028", "2028-02-29")])
def test_the_last_of_february_is_the_28th_in_other_years(
    team: Team, ann: Member, year: str, on: str
) -> None:
    chooses(ann, "29", "2", how="private")
    for day in ("02-27", "02-28", "02-29", "03-01"):
        if (year, day) != ("2027", "02-29"):
            before = len(ann.inbox)
            hours(team, f"{year}-{day}")
            assert len(ann.inbox) - before == (f"{year}-{day}" == on)


def test_what_cannot_be_is_refused_and_what_was_chosen_stands_in_the_form(
    team: Team, ann: Member
) -> None:
    assert "no such day" in chooses(ann, "31", "11").problems["day"]
    assert "both" in chooses(ann, "31", "").problems["month"]
    assert "Say when" in chooses(ann, how="channel").problems["day"]
    assert "first day" in chooses(ann, anniversary="channel").problems["started"]
    assert "still to come" in chooses(ann, started="2030-01-01").problems["started"]
    chooses(ann, "29", "2", wishes="yes")
    found = {one.spec.name: one.value for one in ann.types("/piazza birthday").form.fields}
    assert (found["day"], found["month"], found["how"], found["wishes"]) == (
        "29",
        "2",
        "channel",
        "yes",
    )


def test_who_has_left_or_asked_to_be_forgotten_is_not_celebrated(
    team: Team, ann: Member, bob: Member
) -> None:
    chooses(ann, "26", "11")
    chooses(bob, "26", "11")
    sure = bob.types("/piazza forgetme")
    bob.presses(sure.shown.buttons[0], on=sure)
    left = replace(ann.profile, active=False)
    team.run(team.app.registry.remember(WORKSPACE, [left]))
    hours(team, "2026-11-26")
    assert party(team) == got(ann) == []
    assert not any("birthday" in one.text for one in bob.inbox)


@pytest.mark.parametrize(
    ("years", "told"), [((1, 2, 5, 10), ["Ann"]), ((), ["Ann", "Bob"]), ((7,), ["Bob"])]
)
def test_years_here_are_counted(
    team_of: Callable[..., Team], years: tuple[int, ...], told: list[str]
) -> None:
    settings = CelebrationsSettings(channel="#party", years=years)
    team = team_of(skill, settings={"celebrations": settings})
    ann, bob, new = team.member("Ann"), team.member("Bob"), team.member("Cy")
    chooses(ann, started="2021-11-26", anniversary="channel")
    chooses(bob, started="2019-11-26", anniversary="private")
    chooses(new, started="2026-11-20", anniversary="channel")
    hours(team, "2026-11-26")
    five = "5 years here today: Ann. Good to have you with us."
    assert party(team) == ([five] if "Ann" in told else [])
    assert [one.profile.name for one in (ann, bob, new) if one.inbox] == told


def test_it_waits_for_the_end_of_quiet_hours(team: Team, ann: Member) -> None:
    chooses(ann, "26", "11", started="2021-11-26", anniversary="private")
    form = ann.presses("Change", on=ann.types("/piazza settings"))
    ann.fills(form, quiet_from="08:00", quiet_until="12:00")
    team.tick("2026-11-26 09:00")
    team.tick("2026-11-26 11:59")
    assert got(ann) == []
    # The channel reads it as ever.
    assert len(party(team)) == 1
    team.tick("2026-11-26 12:00")
    assert len(got(ann)) == 2
