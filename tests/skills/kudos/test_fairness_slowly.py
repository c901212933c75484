"""Every number on how evenly thanks are spread, worked out once more: by loops, from plain rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, permutations
from math import exp, factorial, sqrt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot import Role
from bot.testing import Member, Team
from skills.cm import skill as cm
from skills.kudos import skill
from skills.kudos.model import Fairness, Kudos, Recipient

ROME = ZoneInfo("Europe/Rome")
MONDAY = date(2026, 11, 30)
PEOPLE, NEW, TEAMS, K = 18, 3, 3, 5
WHOLE, Z = 100, 1.96


@dataclass(frozen=True)
class Row:
    """A thank-you as it is kept."""

    shown: datetime
    giver: int
    to: tuple[int, ...]
    private: bool
    anonymous: bool

    @property
    def day(self) -> date:
        """The day on the wall in Rome."""
        return self.shown.astimezone(ROME).date()


@dataclass(frozen=True)
class World:
    """A company: who works here by number, who is new, and who looks after it."""

    team: Team
    cora: Member
    ids: Sequence[int]

    def team_of(self, number: int) -> int | None:
        """Of somebody the team is not known."""
        return None if number == 0 else number % TEAMS


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with Team([skill, cm], start="2026-11-30 00:30") as team:
        cora = team.member("Cora Conti", role=Role.CM)
        people = [cora, *(team.member(f"Nina{number} Rossi") for number in range(1, PEOPLE))]
        for number, one in enumerate(people[1:], 1):
            started = date(2026, 9, 25) if number <= NEW else date(2020, 1, 1)
            name = f"T{number % TEAMS}"
            team.employ(one, company="Acme", division="D", team=name, started=started)
        yield World(team, cora, [one.person.id for one in people])


def rows() -> st.SearchStrategy[list[Row]]:
    minutes = st.integers(0, 60 * 24 * 100) | st.integers(-180, 180)
    end = datetime(2026, 11, 29, 23, 0, tzinfo=UTC)
    number = st.integers(0, PEOPLE - 1)
    to = st.sets(number, min_size=1, max_size=3)
    one = st.builds(
        lambda ago, giver, to, private, anonymous: Row(
            end - timedelta(minutes=ago), giver, tuple(to - {giver}), private, anonymous
        ),
        minutes,
        number,
        to,
        st.sampled_from([False] * 5 + [True]),
        st.sampled_from([False] * 5 + [True]),
    )
    some = one.filter(lambda row: row.to)
    return st.lists(some, max_size=20) | st.lists(some, min_size=40, max_size=90)


# A smaller company that is wrong as well would take minutes to find.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
HOW = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)


@settings(HOW, max_examples=10)
@given(rows())
def test_every_number_is_what_loops_make_of_the_rows(world: World, found: list[Row]) -> None:
    _look(world, found)


@pytest.mark.soak
@settings(HOW, max_examples=300)
@given(rows())
def test_and_so_it_is_of_many_more(world: World, found: list[Row]) -> None:
    _look(world, found)


def _look(world: World, found: list[Row]) -> None:
    world.team.app.database.write_now(lambda db: _store(db, world, found))
    world.cora.types("/cm kudos fairness")
    for weeks in (4, 13, 52):
        shown = _facts(world.cora.types(f"/cm kudos fairness #{weeks}").text)
        _compare(world, found, MONDAY - timedelta(weeks=weeks), shown)


def _store(db: Session, world: World, found: list[Row]) -> None:
    for table in (Fairness, Recipient, Kudos):
        db.execute(sa.delete(table))
    for id_, row in enumerate(found, 1):
        words = {"message": "", "value": "", "gist": "", "workspace": "", "given": row.shown}
        how = {"private": row.private, "anonymous": row.anonymous, "shown": row.shown}
        db.add(Kudos(id=id_, giver=world.ids[row.giver], **words, **how))
        db.flush()
        db.add_all(Recipient(kudos_id=id_, person_id=world.ids[one]) for one in row.to)
        db.flush()


def _facts(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)


def _compare(world: World, found: list[Row], first: date, shown: dict[str, str]) -> None:
    there = [one for one in found if first <= one.day < MONDAY and not one.private]
    got = [sum(number in one.to for one in there) for number in range(PEOPLE)]
    pairs = [(one.giver, to) for one in there if not one.anonymous for to in one.to]
    gave = [sum(giver == number for giver, _ in pairs) for number in range(PEOPLE)]
    _same(shown["Were thanked"], sum(map(bool, got)), PEOPLE)
    _same(shown["Thanked somebody"], sum(map(bool, gave)), PEOPLE)
    for days in (30, 60, 90):
        here = {n for n in range(PEOPLE) if days < 90 or not 1 <= n <= NEW}
        since = MONDAY - timedelta(days=days)
        lately = [one.to for one in found if not one.private and since <= one.day < MONDAY]
        _same(shown[f"Not thanked for {days} days"], len(here.difference(*lately)), len(here))
    if min(sum(map(bool, got)), sum(map(bool, gave))) < K:
        assert {shown[one] for one in ("How unequal (Gini index)", BOTH, APART)} == {HIDDEN}
        return
    _same_spread(shown["How unequal (Gini index)"], got)
    both = [(a, b) in pairs and (b, a) in pairs for a, b in pairs]
    heaps = [sum({*one} == {*pair} for one in pairs) for pair in {frozenset(p) for p in pairs}]
    _same(shown[BOTH], sum(both), len(pairs), alike=_kish(heaps))
    known = [(world.team_of(a), world.team_of(b)) for a, b in pairs]
    known = [(a, b) for a, b in known if a is not None and b is not None]
    alike = _kish([one for one in gave if one]) * len(known) / len(pairs)
    _same(shown[APART], sum(a != b for a, b in known), len(known), alike=alike)


BOTH, APART = "Thanks that go both ways between two", "Thanks from one team to another"
HIDDEN = "hidden, too few to tell"


def _kish(heaps: Sequence[int]) -> float:
    return sum(heaps) ** 2 / sum(one * one for one in heaps)


def _same(shown: str, part: int, of: int, alike: float | None = None) -> None:
    """Whether a share is told as it should be: its ends not apart, else in fives or in ones."""
    if of < 2 * K - 1:
        assert shown == HIDDEN
    elif part < K:
        assert shown.startswith(f"at most {-(-WHOLE * (K - 1) // of)}%, of ")
    elif of - part < K:
        assert shown.startswith(f"at least {WHOLE * (of - K + 1) // of}%, of ")
    else:
        match = re.fullmatch(r"(\d+)% \((\d+)–(\d+)%\), of (\d+) (?:to (\d+) )?.*", shown)
        assert match, shown
        percent, low, high, least, most = (int(one or 10**9) for one in match.groups())
        assert abs(percent - WHOLE * part / of) <= (2.5 if of < WHOLE else 0.5)
        assert least <= of <= most
        ends = _ends(part / of, of if alike is None else alike)
        assert low == min(int(WHOLE * ends[0]), percent)
        assert high == max(-int(-WHOLE * ends[1] // 1), percent)


def _ends(part: float, of: float) -> tuple[float, float]:
    """Wilson's: where a true share would lie just so many deviations off, a square equation."""
    a, b, c = 1 + Z * Z / of, -(2 * part + Z * Z / of), part * part
    root = sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def _same_spread(shown: str, got: Sequence[int]) -> None:
    match = re.fullmatch(r"([\d.]+) \(([\d.]+)–([\d.]+)\); by lot it would be ([\d.]+)", shown)
    assert match, shown
    value, low, high, chance = map(float, match.groups())
    exact = _gini(got)
    without = [_gini([*got[:n], *got[n + 1 :]]) for n in range(len(got))]
    mean = sum(without) / len(got)
    around = Z * sqrt((len(got) - 1) / len(got) * sum((one - mean) ** 2 for one in without))
    assert abs(value - exact) <= 0.005 + 1e-9
    assert max(0, exact - around) - 0.01 - 1e-9 <= low <= max(0, exact - around) + 1e-9
    assert min(1, exact + around) - 1e-9 <= high <= min(1, exact + around) + 0.01 + 1e-9
    assert abs(chance - _by_lot(sum(got) / len(got))) <= 0.005 + 1e-9


def _gini(got: Sequence[int]) -> float:
    """Half the mean difference of two people, beside the mean."""
    apart = [abs(one - other) for one, other in combinations(got, 2)]
    return sum(apart) / len(apart) / (2 * sum(got) / len(got))


def _by_lot(mean: float) -> float:
    odds = [exp(-mean) * mean**n / factorial(n) for n in range(60)]
    apart = sum(odds[a] * odds[b] * abs(a - b) for a, b in permutations(range(60), 2))
    return apart / (2 * mean)
