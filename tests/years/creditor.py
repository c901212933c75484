"""The creditor: whoever is to get something gets it; a Piazza that says nothing is in debt.

Asked for is what is owed beyond doubt: to those about whom nothing has changed for a while.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tests.years.auditor import Auditor, days_of
from tests.years.souls import (
    DAY,
    HOME,
    LONG_AGO,
    WEEK,
    Soul,
    clock,
    first_working,
    monday_of,
    works,
)

ROUND = (1, 2, 3, 5, 10, 15, 20)
STEPS, GAP = (0, 3, 7, 30, 90), 2 * DAY
MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4
MORNING = range(9, 14)
AWHILE, LONG, OFFERED = timedelta(days=9), timedelta(days=36), timedelta(weeks=5)
TEN, ONE, THREE, FOUR = (time(hour) for hour in (10, 13, 15, 16))


def journey(one: Soul) -> list[tuple[int, date]]:
    """On which day each word of a journey comes to whom nothing keeps from it."""
    found: list[tuple[int, date]] = []
    for step in STEPS:
        day = one.started + step * DAY
        if found:
            day = max(day, found[-1][1] + GAP)
        found.append((step, first_working(one.country, day)))
    return found


class Creditor:
    """Notes as a fault what somebody was owed and did not get."""

    def __init__(self, auditor: Auditor, began: datetime) -> None:
        self.auditor, self.life, self.began = auditor, auditor.life, began
        self.paid = 0

    def look(self) -> None:
        """Look whether everybody got what was due just now, on each clock."""
        now = self.auditor.now
        for zone, souls in self.life.souls.by_zone().items():
            here = now.astimezone(clock(zone))
            at, day = here.time(), here.date()
            for what, one in self._owed(at, day, souls):
                if what:
                    self.auditor.fault(one, what)
                else:
                    self.paid += 1

    def _on_friday(self, at: time, day: date, one: Soul) -> Iterator[tuple[str, Soul]]:
        if at == THREE:
            yield from self._thanked(one, day)
            yield from self._seated(one, day)
        if at == FOUR:
            yield from self._welcomed(one, day)
            yield from self._offered(one, day)

    def _owed(self, at: time, day: date, souls: list[Soul]) -> Iterator[tuple[str, Soul]]:
        """Everybody who was owed something, and what they are missing."""
        for one in souls:
            if at == ONE:
                yield from self._celebrated(one, day)
            if at == TEN and day.weekday() in (MONDAY, WEDNESDAY):
                yield from self._pulsed(one, day)
            if day.weekday() == FRIDAY:
                yield from self._on_friday(at, day, one)
        if at == FOUR and day.weekday() == FRIDAY:
            yield from self._accompanied()

    def _got(self, one: Soul, kind: str, about: int = 0) -> datetime | None:
        return one.last.get((kind, about))

    def _calm(self, one: Soul, since: timedelta = AWHILE) -> bool:
        now = self.auditor.now
        begun = now - self.began > since or since == AWHILE
        return one.calm(now, since) and now - one.since > since and begun

    def _celebrated(self, one: Soul, day: date) -> Iterator[tuple[str, Soul]]:
        years = day.year - one.jubilee.year if one.jubilee else 0
        for kind, which in days_of(one).items():
            if kind == "anniversary" and years not in ROUND:
                continue
            wanted = getattr(one, kind) != "silence" and not one.is_quiet(ONE.hour)
            if wanted and self._calm(one) and which == (day.month, day.day):
                got = self._got(one, f"celebrations.{kind}")
                fine = got is not None and self.auditor.now - got < DAY
                yield "" if fine else f"no word on their {kind}", one

    def _pulsed(self, one: Soul, day: date) -> Iterator[tuple[str, Soul]]:
        monday = monday_of(day)
        open_ = all(works(HOME, monday + n * DAY) for n in range(4)) and self._calm(one)
        if not open_ or not works(one.country, monday) or one.is_quiet(10):
            return
        kind = "pulse.invite" if day == monday else "pulse.remind"
        if one.can_be_told(kind, day, 10) and not one.resting(monday):
            got = self._got(one, kind) == self.auditor.now
            yield "" if got else f"no {kind}", one

    def _thanked(self, one: Soul, day: date) -> Iterator[tuple[str, Soul]]:
        now, monday = self.auditor.now, monday_of(day)
        began = datetime.combine(monday, time(), clock(one.zone))
        full = one.had(now) >= self.auditor.most or one.thanked >= began or not self._calm(one)
        if full or not one.can_be_told("kudos.gratitude", day, 15):
            return
        asked = (self._got(one, "kudos.colleague") or began) > began
        got = self._got(one, "kudos.gratitude") == now
        yield "" if asked != got else "no word about thanks, or two", one

    def _seated(self, one: Soul, day: date) -> Iterator[tuple[str, Soul]]:
        monday = monday_of(day)
        if one.number not in self.auditor.rounds.get(monday, set()) or not self._calm(one):
            return
        free = any(one.can_be_told("", monday + n * DAY, 10) for n in range(4))
        seated = one.seated is not None and one.seated[0] == monday
        if free and any(works(HOME, monday + n * DAY) for n in range(4)):
            yield "" if seated else "in no round of coffee", one
        if seated and one.answered != monday and one.can_be_told("coffee.ask", day, 15):
            yield from self._asked(one, monday)

    def _asked(self, one: Soul, monday: date) -> Iterator[tuple[str, Soul]]:
        others = [self.life.souls[n] for n in one.seated[1]] if one.seated else []
        if any(each.in_coffee(monday) and self._calm(each) for each in others):
            got = self._got(one, "coffee.ask") == self.auditor.now
            yield "" if got else "not asked whether they met", one

    def _welcomed(self, one: Soul, day: date) -> Iterator[tuple[str, Soul]]:
        if one.stopped or not one.new or one.stirred > one.since or one.since < self.began:
            return
        # After quiet hours all morning it would be too late.
        if all(map(one.is_quiet, MORNING)) or "belonging.welcome" in one.without:
            return
        due = [step for step in journey(one) if step[1] <= day]
        yield "" if due == one.steps else f"welcomed on {one.steps}, and not on {due}", one
        boss = one.boss
        if boss and day >= one.started + 2 * WEEK and self._calm(boss, LONG) and not boss.quiet:
            got = self._got(boss, "belonging.manager/0", one.number)
            fine = got or boss.full.total() or "belonging.manager" in boss.without
            yield "" if fine else f"their manager {boss.name} was not told", one

    def _accompanied(self) -> Iterator[tuple[str, Soul]]:
        late = [one for one in self.auditor.buddies if self.auditor.now - one[0] > WEEK]
        for each in late:
            self.auditor.buddies.remove(each)
            _, one, buddy = each
            if self._calm(buddy, LONG) and one.stirred <= one.since and not buddy.quiet:
                got = self._got(buddy, "belonging.buddy/0", one.number)
                fine = got or one.stopped or "belonging.buddy" in buddy.without
                yield "" if fine else f"their buddy {buddy.name} was not told", one

    def _offered(self, one: Soul, day: date) -> Iterator[tuple[str, Soul]]:
        """It is tried for four weeks, and then never again."""
        known = max(one.since, self.began)
        new = OFFERED <= self.auditor.now - known < OFFERED + 2 * WEEK
        barred = one.chose or one.never or one.quiet or "celebrations.offer" in one.without
        if not new or barred or one.stirred > known or one.back > LONG_AGO:
            return
        got = self._got(one, "celebrations.offer")
        full = any(one.full[monday_of(day) - n * WEEK] for n in range(6))
        yield "" if got or full else "not asked about their days", one
