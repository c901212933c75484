"""Two years of a company: budgets kept, nobody against their will, nobody twice or left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa

from bot.delivery.tables import delivery
from bot.runtime.retention import Retention
from bot.testing import Team
from skills import belonging, celebrations, coffee, icebreakers, ideas, kudos, pulse
from tests.years.auditor import COUNTED, WEEKLY, WISHES, Auditor
from tests.years.creditor import Creditor
from tests.years.heard import empty, heard
from tests.years.instants import ticks
from tests.years.life import Life
from tests.years.souls import DAY, PLACES, WEEK

# The Monday after is a day off in Honolulu.
MONDAY = date(2027, 1, 11)
SKILLS = (belonging, celebrations, coffee, icebreakers, ideas, kudos, pulse)
YEARS = 104
# A day apart, at the same hours.
LINE = ("Pacific/Honolulu", "Pacific/Kiritimati")
PARTY, LIGHT = "#party", "#light"
SETTINGS = {
    "celebrations": celebrations.CelebrationsSettings(channel=PARTY, hr_dates=True),
    "coffee": coffee.CoffeeSettings(every=1),
    "icebreakers": icebreakers.IcebreakersSettings(channel=LIGHT),
}


@dataclass(frozen=True)
class Size:
    """How many people there are, where, how often one may be spoken to, how restless they are."""

    people: int
    places: Sequence[str] = (*PLACES,)
    most: int = 3
    stir: float = 1


class Story:
    """A company from its first week on."""

    def __init__(self, team: Team, size: Size) -> None:
        self.team = team
        self.life = Life(team, size.people, size.places, size.stir)
        self.auditor = Auditor(self.life, size.most)
        self.life.begin(MONDAY)
        self.creditor = Creditor(self.auditor, team.now)
        # Coffee and the pulse begin on the Sunday before.
        self.auditor.draw(MONDAY)
        self.team.tick(f"{MONDAY - DAY} 06:00")

    def weeks(self, count: int) -> Iterator[int]:
        """Let weeks pass, one by one."""
        for week in range(count):
            self._pass(MONDAY + week * WEEK)
            yield week

    def _pass(self, monday: date) -> None:
        instants = ticks(monday, self.life.places)
        acts = self.life.drawn(instants)
        for at in instants:
            self.life.happens(acts.get(at, ()))
            empty(self.team, LIGHT)
            # Coffee is planned on Sunday at six, for the week to come.
            if f"{at.astimezone(self.team.app.house.company.clock):%a %H:%M}" == "Sun 06:00":
                self.auditor.draw(monday + WEEK)
            self.team.tick(at - self.team.now)
            self.auditor.hear(list(heard(self.team, {self.life.manager.id})))
            self.auditor.read(self.team.channel(PARTY))
            self.creditor.look()
        self.team.run(Retention(self.team.app.house).enforce(self.team.app.database, self.team.now))
        self._nothing_waits()

    def _nothing_waits(self) -> None:
        late = delivery.c.not_before < self.team.now - DAY
        bad = sa.or_(
            delivery.c.state.in_(("failed", "unknown")), late & (delivery.c.state == "pending")
        )
        query = sa.select(sa.func.count()).select_from(delivery).where(bad)
        count = self.team.app.database.read_now(lambda db: db.scalar(query))
        if count:
            self.auditor.faults.append(f"{count} messages failed or wait")


def company(most: int) -> Team:
    return Team(
        [one.skill for one in SKILLS],
        settings=SETTINGS,
        start="2027-01-09 20:00",
        attention={"a_week": most},
        retention={"messages": 36},
    )


def lived(size: Size, weeks: int) -> Story:
    """So many people for so many weeks; the first week with a fault is the last."""
    with closing(company(size.most)) as team:
        told = Story(team, size)
        for week in told.weeks(weeks):
            faults = told.auditor.faults
            assert not faults, f"in week {week}:\n" + "\n".join(faults[:20])
        assert not told.life.manager.inbox
        return told


def test_two_weeks_of_fifty_on_both_sides_of_the_date_line() -> None:
    told = lived(Size(50, LINE, most=2, stir=4), 2)
    assert told.creditor.paid > 120
    assert {"moves", "leaves", "switches", "rests", "hires"} <= {*told.life.done}


@pytest.mark.soak
@pytest.mark.timeout(6 * 3600)
def test_two_years_of_five_hundred() -> None:
    told = lived(Size(500), YEARS)
    assert told.creditor.paid > 100_000
    assert {*told.auditor.count} >= COUNTED | WISHES | {*WEEKLY}


@pytest.mark.soak
@pytest.mark.timeout(24 * 3600)
def test_two_years_of_twenty_thousand() -> None:
    told = lived(Size(20_000), YEARS)
    assert told.creditor.paid > 4_000_000
    assert {*told.auditor.count} >= COUNTED | WISHES | {*WEEKLY}
