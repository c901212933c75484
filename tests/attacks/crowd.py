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
from tests.bot.privacy.survey import skill

FEW = 45
# In the long runs; or PIAZZA_TEST_PEOPLE.
MANY = int(os.environ.get("PIAZZA_TEST_PEOPLE", "400"))
SIZES = [FEW, pytest.param(MANY, marks=pytest.mark.soak)]

UNITS: Sequence[Path] = [("Acme", side, team) for side in ("East", "West") for team in ("A", "B")]
OVER = timedelta(days=3, hours=1)


@dataclass(frozen=True)
class Known:
    """Somebody, as everybody knows them: their number, what they are called, where they work."""

    id: int
    marks: tuple[str, ...]
    unit: Path


@dataclass(frozen=True)
class Said:
    """What somebody answered, which nobody is to know; `mark` is a word that nobody else wrote."""

    mood: int
    again: int
    comment: str
    mark: str


@dataclass
class Crowd:
    """People in the order in which they answer; every third keeps silent, and asks for help."""

    team: Team
    cm: Member
    members: list[Member]
    known: list[Known]
    said: list[Said]

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
    def round(self) -> Round:
        """The only round there is."""

        def look(db: Session) -> Round | None:
            return rounds.find(db.connection(), 1)

        found = self.team.app.database.read_now(look)
        assert found
        return found

    @property
    def pepper(self) -> bytes:
        """What makes slots of people."""
        return self.team.app.house.box.keys.pepper(self.round.public_key)

    def answer(self) -> None:
        """Everybody in turn, as they would."""
        for number in range(len(self.members)):
            self.act(number)

    def act(self, number: int) -> None:
        """One answers, or asks for help."""
        self.team.now += timedelta(minutes=7)
        member, said = self.members[number], self.said[number]
        if not speaks(number):
            member.types("/piazza help")
            return
        answered = member.fills(
            member.types("/survey"), mood=said.mood, again=said.again, comment=said.comment
        )
        assert answered.text.startswith("Recorded")

    def close(self, *, early: bool = False) -> None:
        """Let the round end and be counted; `early` is before its time."""
        if early:
            self.cm.types("/survey close")
        self.team.tick(timedelta(hours=1) if early else OVER)
        assert self.round.state == rounds.TALLIED


def speaks(number: int) -> bool:
    """Whether the one with this number answers at all."""
    return number % 3 != 1


@contextmanager
def asked(database_url: str | None, people: int) -> Iterator[Crowd]:
    """A company of four teams that was just asked; a unit has nothing to do with when one comes."""
    rng = Random(people)
    with Team([skill], database_url=database_url) as team:
        cm = team.member("Marco", role=Role.CM)
        members = [team.member(f"Person{number} Doe") for number in range(people)]
        units = [UNITS[number % len(UNITS)] for number in range(people)]
        rng.shuffle(units)
        known = [_known(*pair) for pair in zip(members, units, strict=True)]
        team.app.database.write_now(lambda db: _place(db, known))
        cm.types("/survey open")
        # As after a restart: whoever looks for what came since then has it easy.
        team.app.database.scrub()
        yield Crowd(team, cm, members, known, [_said(rng) for _ in members])


def _known(member: Member, unit: Path) -> Known:
    told = member.profile
    return Known(member.person.id, (told.name, told.handle, f'"{told.id}"', told.email), unit)


def _said(rng: Random) -> Said:
    mark = "".join(rng.choices(ascii_lowercase, k=14))
    filler = "".join(rng.choices(ascii_lowercase + "    ", k=rng.randrange(900)))
    return Said(rng.randint(1, 5), rng.randint(0, 10), f"{mark} {filler}".strip(), mark)


def _place(db: Session, known: Sequence[Known]) -> None:
    rows = [
        dict(zip(audiences.UNITS, one.unit, strict=True))
        | {"person_id": one.id, "key": f"E{one.id}", "manager": "", "location": "", "country": ""}
        for one in known
    ]
    db.execute(sa.insert(employee), rows)
