"""The crew: those of the sample company who act, and who works with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from bot.people import Group, Person
from bot.sample.calendar import share_at_work
from bot.sample.company import Colleague

AWAKE = range(8, 21)
TEAM = 20


class Crew:
    """People and what the company says of them, in the same order.

    `unlisted` are the names of colleagues who have no account; `groups` can be named as one.
    """

    def __init__(
        self,
        people: Sequence[Person],
        colleagues: Sequence[Colleague],
        unlisted: Sequence[str] = (),
        groups: Sequence[Group] = (),
    ) -> None:
        self.people = list(people)
        self.unlisted = unlisted
        self.groups = list(groups)
        self._zones = {one.zone: one.clock for one in people}
        self._team: dict[int, list[Person]] = {}
        by_team: dict[str, list[Person]] = defaultdict(list)
        for person, colleague in zip(people, colleagues, strict=True):
            team = by_team[colleague.team]
            if len(team) == TEAM:
                team = by_team[colleague.team] = []
            team.append(person)
            self._team[person.id] = team

    def team_of(self, person: Person) -> Sequence[Person]:
        """Those somebody works with, themselves among them."""
        return self._team[person.id]

    def leave(self, person: Person) -> None:
        """Count with somebody no longer."""
        self.people.remove(person)
        self._team[person.id].remove(person)
        self.groups = [_without(person, one) for one in self.groups]

    def at_work(self, hour: datetime, random: Random) -> list[Person]:
        """Who is at work in the hour that begins now."""
        share = {zone: share_at_work(hour.astimezone(at)) for zone, at in self._zones.items()}
        if not any(share.values()):
            return []
        return [one for one in self.people if random.random() < share[one.zone]]

    def awake(self, hour: datetime, most: int) -> list[Person]:
        """The first few who may be up at this hour, at work or not; anybody when nobody is."""
        up = [one for one in self.people if hour.astimezone(one.clock).hour in AWAKE]
        return (up or self.people)[:most]


def _without(person: Person, group: Group) -> Group:
    return replace(group, people=tuple(one for one in group.people if one != person))
