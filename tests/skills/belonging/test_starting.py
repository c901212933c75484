"""For whom a journey begins: who starts by the HR file, or whose account appears by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.directory.employees import Employee
from bot.runtime.platform import Profile
from bot.testing import WORKSPACE, Member, Team
from skills.belonging import BelongingSettings, skill
from tests.skills.belonging.conftest import Office, days, texts


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    """Piazza has been there for some days before anybody starts."""
    return team_of(skill, start="2026-11-16 08:00")


def told(members: list[Member]) -> int:
    return sum(len(one.inbox) for one in members)


def many(team: Team, count: int, since: str) -> list[Profile]:
    """So many accounts that appear at once."""
    found = [
        Profile(f"M{since}{n}", f"Many {since} {n}", f"many{since}{n}", f"{since}{n}@example.org")
        for n in range(count)
    ]
    team.run(team.app.registry.remember(WORKSPACE, found))
    return found


def welcomed(team: Team) -> int:
    return sum(len(box) for name, box in team.platform.boxes.items() if name.startswith(("M", "U")))


def test_nobody_is_new_who_was_there_when_piazza_came(team: Team) -> None:
    many(team, 60, "first")
    team.tick("2026-11-17 20:00")
    many(team, 3, "roster")
    days(team, "2026-11-25 23:00", "05:10", "09:30", "17:10")
    assert welcomed(team) == 0


def test_who_appears_later_is_new_on_that_day(team: Team) -> None:
    many(team, 10, "first")
    days(team, "2026-11-24 10:00")
    nina = team.member("Nina Nuova")
    days(team, "2026-11-25 10:00")
    assert texts(nina) == ["Welcome, Nina Nuova! It’s good that you are here."]
    assert welcomed(team) == 1


def test_many_on_one_day_are_a_move(team: Team) -> None:
    many(team, 10, "first")
    days(team, "2026-11-24 10:00")
    many(team, 21, "bought")
    days(team, "2026-11-27 10:00")
    assert welcomed(team) == 0


def test_without_accounts_only_the_file_counts(team_of: Callable[..., Team]) -> None:
    settings = BelongingSettings(by_account=False)
    team = team_of(skill, start="2026-11-16 08:00", settings={"belonging": settings})
    many(team, 10, "first")
    days(team, "2026-11-24 10:00")
    team.member("Nina Nuova")
    days(team, "2026-11-26 10:00")
    assert welcomed(team) == 0


def test_of_five_hundred_in_a_file_only_who_has_just_started_is_new(
    team: Team, office: Office
) -> None:
    days(team, "2026-11-20 10:00")
    found = many(team, 500, "all")
    old = [
        Employee(p.handle, p.name, p.email, started=date(2015, 1, n % 28 + 1))
        for n, p in enumerate(found)
    ]
    office.import_(*old[:-1], replace(old[-1], started=date(2026, 11, 23)))
    days(team, "2026-11-24 10:00")
    assert [name for name, box in team.platform.boxes.items() if box] == [found[-1].id]


def test_a_second_account_is_no_beginning(team: Team, bob: Member) -> None:
    days(team, "2026-11-20 10:00")
    elsewhere = team.account(bob)
    days(team, "2026-11-25 10:00")
    assert told([bob, elsewhere]) == 0


def test_two_that_turn_out_to_be_one_go_one_way(team: Team, bob: Member) -> None:
    days(team, "2026-11-20 10:00")
    other = team.account(bob, email="robert@example.org")
    days(team, "2026-11-20 20:00")
    team.run(
        team.app.registry.remember(
            other.workspace, [replace(other.profile, email=bob.profile.email)]
        )
    )
    days(team, "2026-11-30 10:00")
    assert told([bob, other]) == 0


def test_whom_the_file_dates_back_later_hears_no_more(
    team: Team, office: Office, bob: Member
) -> None:
    days(team, "2026-11-20 10:00")
    nina = team.member("Nina Nuova")
    days(team, "2026-11-23 10:00")
    office.says(nina, started=date(2020, 1, 1))
    days(team, "2026-12-04 10:00")
    assert len(nina.inbox) == 1
    assert "There is nothing here" in nina.types("/piazza welcome").text


def test_whose_first_day_is_put_off_is_welcomed_on_the_new_one_alone(
    team: Team, office: Office, bob: Member
) -> None:
    team.tick("2026-11-18 05:10")
    nina = team.member("Nina Nuova")
    office.says(bob)
    office.says(nina, started=date(2026, 11, 23), manager="bob")
    days(team, "2026-11-19 20:00")
    office.says(nina, started=date(2027, 1, 11), manager="bob")
    days(team, "2026-11-25 10:00", "05:10", "08:30", "09:30")
    assert told([nina, bob]) == 0
    team.tick("2027-01-07 05:10")
    days(team, "2027-01-11 10:00", "05:10", "08:30", "09:30")
    assert [len(one.inbox) for one in (nina, bob)] == [1, 1]
    assert "starts" in bob.inbox[0].text


def test_who_starts_after_easter_far_away_is_welcomed_on_their_first_morning(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, start="2027-03-26 08:00")
    kiri = team.member("Kiri Kiwi", zone="Pacific/Auckland", language="en")
    # On Easter Sunday and Monday the company is closed; in Auckland it is Tuesday before.
    Office(team).says(kiri, started=date(2027, 3, 30), country="NZ")
    for moment in ("2027-03-28 17:10", "2027-03-29 17:10", "2027-03-29 22:30"):
        team.tick(moment)
    assert texts(kiri) == ["Welcome, Kiri Kiwi! It’s good to have you here."]


def test_what_was_answered_on_a_journey_that_was_none_goes_with_it(
    team: Team, office: Office, bob: Member
) -> None:
    days(team, "2026-11-20 10:00")
    nina = team.member("Nina Nuova")
    days(team, "2026-11-23 10:00")
    nina.fills(nina.presses("Answer it", on=nina.inbox[-1]), words="how looms are mended")
    assert "looms" in nina.types("/piazza whatyouknow").text
    office.says(nina, started=date(2020, 1, 1))
    days(team, "2026-11-24 20:00")
    assert "looms" not in nina.types("/piazza whatyouknow").text


@pytest.mark.parametrize("started", [date(2016, 11, 23), date(2026, 6, 1)])
def test_a_first_day_in_the_file_that_turns_out_to_be_long_ago_ends_quietly(
    team: Team, office: Office, bob: Member, started: date
) -> None:
    nina = team.member("Nina Nuova")
    office.says(bob)
    office.says(nina, started=date(2026, 11, 23), manager="bob")
    days(team, "2026-11-23 10:00")
    assert [len(one.inbox) for one in (nina, bob)] == [1, 1]
    office.says(nina, started=started, manager="bob")
    days(team, "2026-12-02 10:00")
    assert [len(one.inbox) for one in (nina, bob)] == [1, 1]
    assert "There is nothing here" in nina.types("/piazza welcome").text


def test_a_first_day_that_is_only_missing_from_the_file_for_once_ends_nothing(
    team: Team, office: Office, bob: Member
) -> None:
    nina = team.member("Nina Nuova")
    office.says(nina, started=date(2026, 11, 23))
    days(team, "2026-11-23 10:00")
    office.says(nina, started=None)
    days(team, "2026-11-26 10:00")
    assert len(nina.inbox) == 2
