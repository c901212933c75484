"""A crowd that is asked in confidence, and what anybody knows of it without looking anywhere."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from string import ascii_lowercase

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Role
from bot.directory.tables import employee
from bot.privacy import audiences, rounds
from bot.privacy.items import Path
from bot.privacy.rounds import Round
from bot.testing import Member, Team
from tests.attacks.topics import Said, Survey, Topic

FEW = 45
# In the long runs; or PIAZZA_TEST_PEOPLE.
MANY = int(os.environ.get("PIAZZA_TEST_PEOPLE", "400"))
SIZES = [FEW, pytest.param(MANY, marks=pytest.mark.soak)]

UNITS: Sequence[Path] = [("Acme", side, team) for side in ("East", "West") for team in ("A", "B")]


@dataclass(frozen=True)
class Known:
    """Somebody, as everybody knows them: their number, what they are called, where they work."""

    id: int
    marks: tuple[str, ...]
    unit: Path


@dataclass
class Crowd:
    """People in the order in which they answer; every third keeps silent, and asks for help."""

    topic: Topic
    members: list[Member]
    known: list[Known]
    said: list[Said]

    @property
    def team(self) -> Team:
        """Where they are."""
        return self.topic.team

    @property
    def cm(self) -> Member:
        """Who asks."""
        return self.topic.cm

    @property
    def where(self) -> str:
        """What is attacked, on which database."""
        return f"{self.topic.name}, {self.team.app.database.kind}"

    @property
    def marks(self) -> list[str]:
        """The words of those who wrote something."""
        return [one.mark for one in self.truth.values() if one.mark]

    @property
    def arrivals(self) -> list[Known]:
        """Who answered, the first one first: anybody may have looked over their shoulders."""
        return [one for number, one in enumerate(self.known) if speaks(number)]

    @property
    def truth(self) -> dict[int, Said]:
        """What those said who said anything, by their number."""
        pairs = zip(self.known, self.said, strict=True)
        return {one.id: said for number, (one, said) in enumerate(pairs) if speaks(number)}

    @property
    def rounds(self) -> list[Round]:
        """What was opened, the first one first."""
        return self.team.app.database.read_now(lambda db: rounds.every(db.connection()))

    @property
    def round(self) -> Round:
        """The first round, mostly the only one."""
        return self.rounds[0]

    @property
    def pepper(self) -> bytes:
        """What makes slots of people."""
        return self.team.app.house.box.keys.pepper(self.round.public_key)

    def answer(self) -> None:
        """Everybody in turn, as they would."""
        for number in range(len(self.members)):
            self.act(number)
        self.remind()

    def remind(self) -> None:
        """Let time pass until those who kept silent were asked again, where they are."""
        if self.topic.again:
            self.team.tick(self.topic.again)

    def act(self, number: int) -> None:
        """One answers, or asks for help."""
        self.team.now += timedelta(minutes=7)
        member, said = self.members[number], self.said[number]
        if not speaks(number):
            member.types("/piazza help")
            return
        answered = self.topic.answer(member, said)
        assert answered.text.startswith("Recorded")

    def close(self, *, early: bool = False) -> None:
        """Let the round end and be counted; `early` is before its time."""
        if early:
            self.topic.end()
        self.team.tick(timedelta(hours=1) if early else self.topic.over)
        assert self.round.state == rounds.TALLIED
        self.topic.tell(self.members[0])
        self.team.tick(timedelta(minutes=1))


def speaks(number: int) -> bool:
    """Whether the one with this number answers at all."""
    return number % 3 != 1


@contextmanager
def asked(
    database_url: str | None,
    people: int,
    topic: type[Topic] = Survey,
    units: Sequence[Path] = UNITS,
) -> Iterator[Crowd]:
    """A company of four teams that was just asked; a unit has nothing to do with when one comes."""
    rng = Random(people)
    with Team([topic.skill], database_url=database_url, start=topic.start) as team:
        cm = team.member("Marco", role=Role.CM)
        members = [team.member(f"Person{number} Doe") for number in range(people)]
        places = [units[number % len(units)] for number in range(people)]
        rng.shuffle(places)
        known = [_known(*pair) for pair in zip(members, places, strict=True)]
        team.app.database.write_now(lambda db: _place(db, known))
        asks = topic(team, cm)
        asks.ask()
        # As after a restart: whoever looks for what came since then has it easy.
        team.app.database.scrub()
        yield Crowd(asks, members, known, [_said(asks, rng) for _ in members])


def _known(member: Member, unit: Path) -> Known:
    told = member.profile
    return Known(member.person.id, (told.name, told.handle, f'"{told.id}"', told.email), unit)


def _said(topic: Topic, rng: Random) -> Said:
    answers = topic.draw(rng)
    if not topic.written:
        return Said(answers, "", "")
    mark = "".join(rng.choices(ascii_lowercase, k=14))
    filler = "".join(rng.choices(ascii_lowercase + "    ", k=rng.randrange(900)))
    return Said(answers, f"{mark} {filler}".strip(), mark)


def _place(db: Session, known: Sequence[Known]) -> None:
    rows = [
        dict(zip(audiences.UNITS, one.unit, strict=True))
        | {"person_id": one.id, "key": f"E{one.id}", "manager": "", "location": "", "country": ""}
        for one in known
    ]
    db.execute(sa.insert(employee), rows)
