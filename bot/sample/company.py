"""The sample company's people, made from a seed: the same seed, the same people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any, TypeAlias

from bot.directory.employees import Employee
from bot.people import Kind, Role
from bot.runtime import paths
from bot.runtime.platform import Profile
from bot.sample.handles import handle_of
from bot.sample.stage import Hired

Raw: TypeAlias = Mapping[str, Any]

PEOPLE, SEED = 180, "aurora"
FEWEST, MOST = 10, 100_000
LEFT = 0.03
GUESTS_FROM = 60
TRIES = 8
# A leap year, for those born on the last of February.
FIRST_BIRTHDAY, FOUNDED, OLDEST_DAYS = date(2024, 1, 1), date(1998, 3, 2), 28 * 365


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the sample company; without an account when their profile has no id.

    `leaves` tells that they will have left before the present day.
    """

    profile: Profile
    about: str
    division: str
    team: str
    city: str
    work: Employee
    role: Role | None = None
    leaves: bool = False

    @property
    def hired(self) -> Hired:
        """How a platform shows them."""
        return Hired(self.profile, self.about, self._desk)

    @property
    def gone(self) -> Hired:
        """The same after they have left."""
        return Hired(replace(self.profile, active=False), self.about, self._desk)

    @property
    def _desk(self) -> str:
        """The team in its city: whole teams are more people than are thanked at once."""
        return f"{self.team} {self.city}" if self.profile.kind is Kind.MEMBER else ""


def data(name: str) -> Any:
    """What `config/sample/<name>.yaml` holds."""
    return paths.data(f"sample/{name}")


def chance(seed: str, *parts: str) -> Random:
    """Chance that falls the same way each time for the same seed and purpose."""
    return Random("/".join((seed, *parts)))  # noqa: S311 - nobody gains by guessing it


def company_name() -> str:
    """What the sample company is called."""
    return str(data("company")["name"])


def people(count: int, seed: str) -> list[Colleague]:
    """The company with this many people, and one bot; those who are always there come first."""
    return list(_Hiring(chance(seed, "people"), count).everybody())


class _Hiring:
    """Hands out jobs, names and addresses, each address once."""

    def __init__(self, random: Random, count: int) -> None:
        self.random = random
        self.count = count
        self.plan: Raw = data("company")
        self.names: Raw = data("names")
        self.teams = {
            team["name"]: {**team, "division": division["name"]}
            for division in self.plan["divisions"]
            for team in division["teams"]
        }
        self.handles: Counter[str] = Counter()
        self.taken = {one["name"] for one in self.plan["people"]}
        self.accounts = 0
        self.leads: dict[str, str] = {}

    def everybody(self) -> Iterator[Colleague]:
        always: Sequence[Raw] = self.plan["people"]
        for one in always:
            yield self._always(one)
        guests: Sequence[str] = self.plan["guests"]
        guests = guests if self.count >= GUESTS_FROM else guests[:1]
        jobs = self._jobs(self.count - len(always) - len(guests))
        for team, at_machine in jobs:
            yield self._somebody(team, at_machine=at_machine)
        for about in guests:
            yield self._guest(about)
        yield self._bot()

    def _jobs(self, count: int) -> list[tuple[Raw, bool]]:
        """A team for each, by the teams' weights, and whether they stand at a machine."""
        found: list[tuple[Raw, bool]] = [
            (team, number < size * team.get("floor", 0))
            for team, size in zip(self.teams.values(), self._sizes(count), strict=True)
            for number in range(size)
        ]
        self.random.shuffle(found)
        return found

    def _sizes(self, count: int) -> list[int]:
        """How many each team gets: shares rounded so that nobody is left over."""
        weights = [team["weight"] for team in self.teams.values()]
        ends = [round(count * sum(weights[:end]) / sum(weights)) for end in range(len(weights) + 1)]
        return [end - begin for begin, end in pairwise(ends)]

    def _always(self, raw: Raw) -> Colleague:
        place = self.plan["places"][raw["place"]]
        role = Role(raw["role"]) if "role" in raw else None
        profile = self._profile(self._id(), raw["name"], place)
        assert profile.id == raw["id"]
        return self._placed(profile, raw["about"], self.teams[raw["team"]], place, role=role)

    def _somebody(self, team: Raw, *, at_machine: bool) -> Colleague:
        place = self._place(team)
        woman = self.random.random() < 0.5
        about = self._job(team, place["language"], woman=woman)
        id_ = "" if at_machine else self._id()
        leaves = bool(id_) and self.random.random() < LEFT
        profile = self._profile(id_, self._name(place, woman=woman), place)
        return self._placed(profile, about, team, place, leaves=leaves)

    def _guest(self, about: str) -> Colleague:
        team = self.teams["Design"]
        place = self._place(team)
        name = self._name(place, woman=self.random.random() < 0.5)
        profile = replace(self._profile(self._id(), name, place), kind=Kind.GUEST)
        return self._placed(profile, about, team, place)

    def _bot(self) -> Colleague:
        raw, place = self.plan["bot"], self.plan["places"]["milano"]
        profile = replace(self._profile(self._id(), raw["name"], place), kind=Kind.BOT, email="")
        return self._placed(profile, raw["about"], self.teams["Stores and Shipping"], place)

    def _placed(
        self,
        profile: Profile,
        about: str,
        team: Raw,
        place: Raw,
        *,
        role: Role | None = None,
        leaves: bool = False,
    ) -> Colleague:
        shown, work = f"{about}, {place['city']}", self._work(profile, team, place)
        return Colleague(
            profile, shown, team["division"], team["name"], place["city"], work, role, leaves
        )

    def _work(self, profile: Profile, team: Raw, place: Raw) -> Employee:
        """What the HR file says of somebody; whoever comes first leads the team."""
        key = f"E{sum(self.handles.values()):06}"
        chance_of_theirs = chance(SEED, "work", key)
        born = FIRST_BIRTHDAY + timedelta(days=chance_of_theirs.randrange(366))
        return Employee(
            key,
            profile.name,
            email=profile.email,
            company=self.plan["name"],
            division=team["division"],
            team=team["name"],
            manager=self.leads.setdefault(team["name"], key),
            location=place["city"],
            country=place["country"],
            started=FOUNDED + timedelta(days=chance_of_theirs.randrange(OLDEST_DAYS)),
            birthday=(born.month, born.day),
            language=profile.language,
            zone=profile.zone,
        )

    def _place(self, team: Raw) -> Raw:
        place: Raw = self.plan["places"][self._weighted(team["places"])]
        return place

    def _weighted(self, weights: Mapping[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _job(self, team: Raw, language: str, *, woman: bool) -> str:
        job = self.random.choice(team["jobs"])
        if language not in job or isinstance(job[language], str):
            return str(job.get(language, job["en"]))
        return str(job[language][-1 if woman else 0])

    def _name(self, place: Raw, *, woman: bool) -> str:
        """A name nobody has yet, as long as there are any: in a large company people share them."""
        for _ in range(TRIES):
            pool = self.names[self._weighted(place["names"])]
            first = self.random.choice(pool["women" if woman else "men"])
            name = f"{first} {self.random.choice(pool['families'])}"
            if name not in self.taken:
                break
        self.taken.add(name)
        return name

    def _id(self) -> str:
        self.accounts += 1
        return f"U{self.accounts}"

    def _profile(self, id_: str, name: str, place: Raw) -> Profile:
        handle = handle_of(name)
        self.handles[handle] += 1
        if (number := self.handles[handle]) > 1:
            handle = f"{handle}{number}"
        email = f"{handle}@{self.plan['domain']}"
        return Profile(id_, name, handle, email, place["zone"], place["language"])
