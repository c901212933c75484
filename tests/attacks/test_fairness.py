"""Whoever watches how evenly thanks are spread learns nothing of one person's, whatever they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from itertools import product

import pytest

from bot import Role
from bot.insight.figure import laid_out
from bot.testing import Member, Reply, Team
from skills import cm, kudos
from skills.kudos.measures import Share, share

Record = Callable[[str, object], None]

PEOPLE, HOURS = 24, 14
PERIODS = ("#4", "#13", "#52")
WHY = "for the careful work on the plan of the week"
# Nobody thanks her in public. The quarter ends between the first day and the last.
VICTIM = 17
START, SUNDAY = "2026-12-28 06:00", "2027-01-03 20:00"


def _hire(team: Team) -> list[Member]:
    found = [team.member(f"Nina{number} Rossi") for number in range(PEOPLE)]
    for number, one in enumerate(found):
        _move(team, one, number)
    return found


def _move(team: Team, who: Member, number: int) -> None:
    team.employ(who, company="Acme", division=f"D{number % 2}", team=f"T{number % 2}{number % 4}")


def _thanks(giver: Member, receiver: Member, how: str = "") -> None:
    giver.types(f"/kudos @{receiver.profile.handle} {how} {WHY} {giver.profile.handle}")


def _in_public(people: Sequence[Member], of: range) -> None:
    for number in of:
        to = (number + 5) % PEOPLE
        if to != VICTIM:
            _thanks(people[number], people[to])


# What nobody may find out, and what happens in its place: how it is given, by whom, to whom.
Secret = tuple[str, int, int]
SECRETS: dict[str, tuple[Secret | None, Secret | None]] = {
    "that she was thanked in private": (("#private", 3, VICTIM), None),
    "between whom it was": (("#private", 3, VICTIM), ("#private", 8, 22)),
    "who thanks without a name": (("#anonymous", 4, 11), ("#anonymous", 23, 11)),
}


@contextmanager
def _world(secret: Secret | None) -> Iterator[tuple[Team, Member, list[Member]]]:
    with Team([kudos.skill, cm.skill], start=START) as team:
        cora = team.member("Cora Conti", role=Role.CM)
        people = _hire(team)
        _in_public(people, range(0, PEOPLE, 2))
        if secret:
            how, giver, receiver = secret
            _thanks(people[giver], people[receiver], how)
        yield team, cora, people


def _read(reply: Reply) -> str:
    picture = reply.answer.card.picture if reply.answer.card else None
    return reply.text + (str(laid_out(picture, "en")) + picture.alt if picture else "")


@lru_cache
def _watched(secret: Secret | None) -> list[str]:
    """All that is told to somebody who asks each hour, and moves people to other teams."""
    told = []
    with _world(secret) as (team, cora, people):
        told += [_read(cora.types(f"/cm kudos fairness {weeks}")) for weeks in PERIODS]
        team.tick(SUNDAY)
        for hour in range(HOURS):
            team.tick(timedelta(hours=1))
            if hour % 3 == 0:
                _move(team, people[VICTIM], hour)
                _move(team, people[(hour + 3) % PEOPLE], hour + 1)
            told.append(_read(cora.types(f"/cm kudos fairness {PERIODS[hour % 3]}")))
        told += [one.text for one in cora.inbox if "evenly" in one.text]
    return told


@pytest.mark.parametrize("what", SECRETS)
def test_hour_by_hour_nothing_moves(what: str, record_property: Record) -> None:
    one, other = SECRETS[what]
    seen = _watched(one)
    assert seen == _watched(other)
    assert sum("Of 100 people" in words for words in seen) > HOURS
    record_property("attack", f"A3: {what}, {len(seen)} looks at fairness, 0 differences")


def test_within_a_week_nothing_moves_whoever_is_thanked_or_moved(record_property: Record) -> None:
    with _world(None) as (team, cora, people):
        told = set()
        cora.types("/cm kudos fairness")
        for number in range(1, PEOPLE, 2):
            team.tick(timedelta(hours=4))
            _thanks(people[number], people[(number + 5) % PEOPLE])
            _move(team, people[number], number + 1)
            told.add(_read(cora.types("/cm kudos fairness #13")))
        assert len(told) == 1
        team.tick("2027-01-04 06:00")
        assert _read(cora.types("/cm kudos fairness #13")) not in told
    record_property("attack", f"A3: {PEOPLE // 2} thanks and moves within a week, 0 differences")


@pytest.mark.parametrize("step", [1, 10])
@pytest.mark.parametrize("k", [5, 6])
def test_nobody_is_certain_of_another_whatever_k_less_two_know(
    step: int, k: int, record_property: Record
) -> None:
    """Each number of people of whom each number was thanked, and each choice of who knows."""
    tries = 0
    for of in range(1, 31):
        told: dict[Share | None, list[int]] = {}
        for part in range(of + 1):
            told.setdefault(share(part, of, k, step=step), []).append(part)
        for shown, parts in told.items():
            for knowing in range(min(k - 2, of) + 1):
                for part, thanked in product(parts, range(knowing + 1)):
                    if thanked <= part and knowing - thanked <= of - part:
                        left = {one - thanked for one in parts}
                        tries += 1
                        assert shown is None or not _certain(left, of - knowing)
    record_property("attack", f"A5: {tries} groups of k - 2 who tell each other, 0 certain")


def _certain(thanked: set[int], others: int) -> bool:
    """Whether of so many others all were thanked, or none, as far as the numbers tell."""
    possible = {one for one in thanked if 0 <= one <= others}
    return possible in ({0}, {others})


def test_a_small_team_is_hidden_and_so_is_what_it_could_be_found_by(
    record_property: Record,
) -> None:
    with Team([kudos.skill, cm.skill], start=START) as team:
        cora = team.member("Cora Conti", role=Role.CM)
        people = [team.member(f"Nina{number} Rossi") for number in range(40)]
        # Three in the smallest; the others are far larger.
        for number, one in enumerate([*people, cora]):
            size = "small" if number < 3 else "large" if number < 22 else "larger"
            team.employ(one, company="Acme", division="North", team=size)
        for number in range(0, 40, 2):
            _thanks(people[number], people[(number + 7) % 40])
        team.tick("2027-01-04 06:00")
        picture = cora.types("/cm kudos fairness").answer.card
        assert picture is not None
        assert picture.picture is not None
        rows: dict[str, list[float | None]] = {one: [] for one in picture.picture.names}
        for mark in laid_out(picture.picture, "en").marks:
            rows[picture.picture.names[mark.series]].append(mark.value)
        hidden = {name for name, values in rows.items() if values == [None, None]}
        assert hidden == {"· small", "· large"}
        assert all(None not in rows[one] for one in rows.keys() - hidden)
    record_property("attack", "A3: a team of three found by subtracting, 0 figures")
