"""Stories of many rounds: every two meet once before any two meet again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations

import pytest

from bot.directory.employees import Employee
from bot.testing import WORKSPACE, Team
from skills.coffee import CoffeeSettings, skill
from tests.skills.coffee.telling import (
    MONDAY,
    WEEK,
    employed,
    introductions,
    joined,
    pairs,
    pass_weeks,
    tables,
)


def test_six_meet_each_other_once_in_five_weeks(team: Team) -> None:
    people = joined(team, 6)
    pass_weeks(team, 5)
    met = pairs(tables(team))
    assert len(met) == len(set(met)) == 15
    assert [len(introductions(one)) for one in people] == [5] * 6
    # Then it begins anew, and again nobody meets anybody twice.
    pass_weeks(team, 5, since=MONDAY + 5 * WEEK)
    assert sorted(pairs(tables(team)[5:])) == sorted(met)


def test_of_seven_three_sit_together_each_week(team: Team) -> None:
    people = joined(team, 7)
    pass_weeks(team, 3)
    rounds = tables(team)
    assert [sorted(map(len, tables)) for tables in rounds] == [[2, 2, 3]] * 3
    assert len(set(pairs(rounds))) == len(pairs(rounds)) == 15
    trio = next(table for table in rounds[2] if len(table) == 3)
    one = next(one for one in people if one.person.id in trio)
    assert " and " in introductions(one)[-1].text


def test_who_joins_and_who_leaves_breaks_nothing(team: Team) -> None:
    people = joined(team, 6)
    pass_weeks(team, 2)
    people[0].types("/coffee leave")
    newcomers = [team.member(name) for name in ("Lea", "Max", "Nora")]
    for one in newcomers:
        one.types("/coffee join")
    pass_weeks(team, 4, since=MONDAY + 2 * WEEK)
    people[0].types("/coffee join")
    newcomers[0].types("/coffee leave")
    pass_weeks(team, 1, since=MONDAY + 6 * WEEK)
    met = pairs(tables(team))
    assert len(met) == len(set(met))
    assert len(introductions(people[0])) == 3


def test_other_teams_come_first_and_nobody_is_left_out(team: Team) -> None:
    people = joined(team, 6)
    page = [
        Employee(str(n), one.profile.name, email=one.profile.email, team="AB"[n % 2])
        for n, one in enumerate(people)
    ]
    employed(team, page)
    pass_weeks(team, 5)
    met = pairs(tables(team))
    assert len(set(met)) == 15
    team_of = {one.person.id: n % 2 for n, one in enumerate(people)}
    within = [sum(team_of[a] == team_of[b] for a, b in pairs([one])) for one in tables(team)]
    assert within == sorted(within)
    assert within[0] == 0


@pytest.mark.soak
@pytest.mark.parametrize("every", [2, 4])
def test_it_comes_every_two_or_four_weeks(team_of: Callable[..., Team], every: int) -> None:
    settings = {"coffee": CoffeeSettings(every=every)}  # type: ignore[arg-type]
    team = team_of(skill, settings=settings, start="2027-01-08 09:00")
    one, _ = joined(team, 2)
    for day in range(56):
        for at in ("06:01", "10:01", "11:01", "15:01"):
            team.tick(f"{MONDAY + timedelta(days=day - 1)} {at}")
    assert len(tables(team)) == 56 // 7 // every
    told = ["Coffee with", "still time", "Did you meet"]
    counts = [sum(words in shown.text for shown in one.inbox) for words in told]
    assert counts == [8 // every] * 3


def test_a_group_takes_part_unless_its_members_leave(team_of: Callable[..., Team]) -> None:
    settings = {"coffee": CoffeeSettings(every=1, audience="@newcomers")}
    team = team_of(skill, settings=settings, start="2027-01-08 09:00")
    people = [team.member(name) for name in ("Bob", "Cora", "Dora", "Emil", "Fay")]
    team.group("newcomers", people[:4])
    team.run(team.app.registry.fetch_groups(team.platform, WORKSPACE))
    people[3].types("/coffee leave")
    people[4].types("/coffee join")
    pass_weeks(team, 1)
    seated = {one for table in tables(team)[0] for one in table}
    assert seated == {one.person.id for one in (*people[:3], people[4])}


def test_a_team_of_the_hr_file_takes_part(team_of: Callable[..., Team]) -> None:
    settings = {"coffee": CoffeeSettings(every=1, audience="looms")}
    team = team_of(skill, settings=settings, start="2027-01-08 09:00")
    people = [team.member(name) for name in ("Bob", "Cora", "Dora")]
    page = [
        Employee(str(n), one.profile.name, email=one.profile.email, team="Looms" if n else "Press")
        for n, one in enumerate(people)
    ]
    employed(team, page)
    assert "do not take part yet" in people[0].types("/coffee").text
    assert "you take part" in people[1].types("/coffee").text
    pass_weeks(team, 1)
    assert tables(team) == [[frozenset(one.person.id for one in people[1:])]]


def test_one_at_the_top_is_drawn_to_join_two(team_of: Callable[..., Team]) -> None:
    settings = {"coffee": CoffeeSettings(every=1, leaders=True)}
    team = team_of(skill, settings=settings, start="2027-01-08 09:00")
    people = joined(team, 7)
    boss = people[0]
    page = [
        Employee(
            str(n), one.profile.name, email=one.profile.email, manager="0" if n else "", team="T"
        )
        for n, one in enumerate(people)
    ]
    employed(team, page)
    pass_weeks(team, 2)
    for round_ in tables(team):
        assert sorted(map(len, round_)) == [2, 2, 3]
        assert [boss.person.id in table for table in round_ if len(table) == 3] == [True]
    drawn = [one for one in people[1:] if "drawn by lot" in introductions(one)[-1].text]
    assert len(drawn) == 2
    assert len(set(pairs(tables(team)))) == len(pairs(tables(team)))


def test_a_plan_is_made_once_however_often_it_is_asked_for(team: Team) -> None:
    joined(team, 4)
    for _ in range(3):
        team.tick("2027-01-10 06:01")
        team.run(team.app.rounds.plan())
    team.tick("2027-01-11 06:01")
    assert len(tables(team)) == 1
    assert all(a != b for (a, b) in combinations(tables(team)[0], 2))
