"""The auditor: holds what reached people against what is true of them, and knows nothing else.

Outside the budget stand the pulse, coffee (who joins asks for it), the words of a journey to
newcomers and buddies, and wishes for days that somebody wants celebrated. These last are no nudges:
they come on their day, whatever else is chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from bot.testing import Shown
from tests.years.heard import Heard, Said, numbers
from tests.years.life import Life
from tests.years.souls import DAY, WEEK, Soul, monday_of, works

COUNTED = {
    "kudos.gratitude",
    "kudos.colleague",
    "ideas.owner",
    "belonging.manager",
    "celebrations.offer",
    "celebrations.write",
}
WISHES = {"celebrations.birthday", "celebrations.anniversary"}
# How many weeks lie between two of a kind at least.
WEEKLY = {
    "kudos.gratitude": 1,
    "kudos.colleague": 2,
    "ideas.owner": 2,
    "pulse.invite": 1,
    "pulse.remind": 1,
    "coffee.introduce": 1,
    "coffee.halfway": 1,
    "coffee.ask": 1,
}
NEARLY_A_YEAR, A_MOVE = timedelta(days=300), timedelta(hours=36)
YOUR_BUDDY = re.compile(r"^Your buddy: (N\d{5})", re.MULTILINE)


def days_of(one: Soul) -> dict[str, tuple[int, int] | None]:
    """The month and day of what somebody may want celebrated."""
    began = one.jubilee
    return {"birthday": one.born, "anniversary": (began.month, began.day) if began else None}


class Auditor:
    """Notes every fault, and how much of each kind was heard."""

    def __init__(self, life: Life, most: int) -> None:
        self.life, self.most = life, most
        self.faults: list[str] = []
        self.count: Counter[str] = Counter()
        self.rounds: dict[date, set[int]] = {}
        # Buddies that newcomers were told of, who are to hear of that.
        self.buddies: list[tuple[datetime, Soul, Soul]] = []

    @property
    def now(self) -> datetime:
        """What the company's clock shows."""
        return self.life.team.now

    def fault(self, one: Soul, what: str) -> None:
        """Note a fault."""
        here = one.local(self.now)
        self.faults.append(f"{here:%Y-%m-%d %a %H:%M} {one.zone} {one.name}: {what}; {one.story}")

    def hear(self, found: Iterable[Heard]) -> None:
        """Look at what has just reached people."""
        for heard in found:
            one = self.life.souls[heard.to]
            if not heard.said:
                self.fault(one, f"nobody knows what this is: {heard.card.text[:60]!r}")
                continue
            self.count[heard.kind] += 1
            self._may_come(one, heard.kind)
            for said in heard.said:
                self._once(one, said)
            self._fits(one, heard)
            self.life.answers(one, heard)

    def _may_come(self, one: Soul, kind: str) -> None:
        """Nobody against their will, and nobody too often."""
        if not one.here:
            self.fault(one, f"{kind} after they left")
        if kind in WISHES:
            return
        for why in self._against(one, kind):
            self.fault(one, f"{kind} {why}")
        if kind in COUNTED:
            self._count(one, kind)

    def _against(self, one: Soul, kind: str) -> Iterator[str]:
        here = one.local(self.now)
        if kind in one.without:
            yield "after they switched it off"
        if one.resting(here.date()):
            yield "while they rest"
        if one.is_quiet(here.hour):
            yield "in quiet hours"
        if not works(one.country, here.date()) and self.now - one.moved > A_MOVE:
            yield "on a day off"

    def _count(self, one: Soul, kind: str) -> None:
        """No more than so many in a week; one less leaves room for what is more important."""
        if one.had(self.now) >= self.most:
            self.fault(one, f"{kind} beyond the budget")
        one.counted = [at for at in one.counted if self.now - at < 9 * DAY] + [self.now]
        if one.had(self.now) >= self.most - 1:
            one.full[self._monday(one, self.now)] += 1

    def _once(self, one: Soul, said: Said) -> None:
        """Nobody the same twice."""
        once = said.kind.startswith(("belonging", "celebrations"))
        for about in said.about if once and said.about else (0,):
            self._once_of(one, said.kind, about)
        if said.kind.startswith("belonging.welcome/"):
            step = int(said.kind.partition("/")[2])
            if one.stopped or not one.new or any(step <= before for before, _ in one.steps):
                self.fault(one, f"day {step} of the journey again, out of its turn, or unwanted")
            one.steps.append((step, one.local(self.now).date()))

    def _once_of(self, one: Soul, kind: str, about: int) -> None:
        key = (kind, about)
        before, one.last[key] = one.last.get(key), self.now
        if kind.startswith("belonging.buddy") and about in one.declined:
            self.fault(one, f"{kind} ({about}), of whom they said they can't")
        if before is None or kind.startswith("belonging.welcome"):
            return
        if kind in WEEKLY:
            apart = self._monday(one, self.now) - self._monday(one, before)
            # Where it is Monday, the week before may be an hour ago.
            again = apart < WEEKLY[kind] * WEEK or self.now - before < 3 * DAY
        elif kind.startswith("belonging"):
            # Who was away, or whose newcomer came back much later, begins anew.
            again = before > max(one.back, self.life.souls[about].since)
        else:
            # Who has chosen anew may have named another day.
            soon = self.now - before < NEARLY_A_YEAR and before > one.chosen
            again = kind == "celebrations.offer" or soon
        if again:
            self.fault(one, f"{kind} ({about}) again, after {before}")

    def _monday(self, one: Soul, at: datetime) -> date:
        return monday_of(one.local(at).date())

    def _fits(self, one: Soul, heard: Heard) -> None:
        """What it says is true, and of people who agreed to it."""
        kind, about = heard.said[0].kind, heard.said[0].about
        today = one.local(self.now).date()
        if kind == "coffee.introduce":
            self._sits(one, about, monday_of(today))
        elif kind in WISHES:
            self._celebrates(one, kind.partition(".")[2], today)
        elif kind == "celebrations.write":
            self._writes(one, [n for said in heard.said for n in said.about])
        elif kind == "celebrations.offer" and one.chose:
            self.fault(one, "asked what they have chosen")
        elif kind == "belonging.welcome/0" and (met := YOUR_BUDDY.search(heard.card.text)):
            [buddy] = numbers(met[1])
            self.buddies.append((self.now, one, self.life.souls[buddy]))

    def _celebrates(self, one: Soul, kind: str, today: date) -> None:
        day = days_of(one)[kind]
        if getattr(one, kind) == "silence" or day != (today.month, today.day):
            self.fault(one, f"wished well for a {kind} that is none, or is not celebrated")

    def _writes(self, one: Soul, to: Iterable[int]) -> None:
        if one.never:
            self.fault(one, "asked for a line, though never again")
        for other in (self.life.souls[number] for number in to):
            if not (other.here and other.wishes) or other is one:
                self.fault(one, f"asked for a line to {other.name}, who wants none")

    def _sits(self, one: Soul, others: tuple[int, ...], monday: date) -> None:
        """Nobody is brought together who does not take part, or with whom they avoid."""
        members = self.rounds.get(monday, set())
        others = tuple(n for n in others if n != one.number)
        one.seated = (monday, others)
        for each in (one, *(self.life.souls[n] for n in others)):
            if each.number not in members or not each.in_coffee(monday):
                self.fault(one, f"brought together, though {each.name} does not take part")
            if each.number in one.shuns or one.number in each.shuns:
                self.fault(one, f"brought together with {each.name}, who is avoided")

    def draw(self, monday: date) -> None:
        """Note who is to be in the round of a week, at the moment it is made."""
        self.rounds = {
            monday - WEEK: self.rounds.get(monday - WEEK, set()),
            monday: {
                one.number
                for one in self.life.souls.values()
                if one.in_coffee(monday) and not one.resting(monday)
            },
        }

    def read(self, posts: Iterable[Shown]) -> None:
        """Look at what a channel celebrates."""
        for post in posts:
            for line in post.text.splitlines():
                kind = "birthday" if line.startswith("Happy birthday") else "anniversary"
                for number in numbers(line):
                    self._celebrated(self.life.souls[number], kind)

    def _celebrated(self, one: Soul, kind: str) -> None:
        self.count[f"channel.{kind}"] += 1
        if getattr(one, kind) != "channel" or not one.here:
            self.fault(one, f"{kind} celebrated for all to see, which they did not want")
        before = one.last.get((f"channel.{kind}", 0))
        if before is not None and self.now - before < NEARLY_A_YEAR and before > one.chosen:
            self.fault(one, f"{kind} celebrated twice")
        one.last[f"channel.{kind}", 0] = self.now
