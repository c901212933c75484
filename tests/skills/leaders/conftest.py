"""A company that asks those who lead it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from bot import Role
from bot.testing import Member, Reply, Shown, Team
from skills import cm
from skills.leaders import skill
from skills.leaders.asking import SUBJECTS

CHANNEL = "#general"
TOPIC = "Where we go next year"
# Monday to Wednesday people ask; on Thursday at noon the vote begins, and ends on Tuesday.
OPENS, CLOSED, VOTE, VOTED = (
    "2026-11-23 09:00",
    "2026-11-25 18:01",
    "2026-11-26 12:00",
    ("2026-12-01 18:01"),
)
UNTIL, DUE, TOLD = "2026-11-25", "2026-12-04", "2026-12-04 18:00"
FULL, FEW = 26, 10


@dataclass
class Talk:
    """A talk with the leaders, from its opening on."""

    team: Team
    cora: Member
    leaders: Sequence[Member]
    crew: Sequence[Member]

    @property
    def posts(self) -> list[Shown]:
        return self.team.channel(CHANNEL)

    def open(self, **other: str) -> Reply:
        form = self.cora.types("/cm ask open")
        values = {"topic": TOPIC, "until": UNTIL, "due": DUE} | other
        return self.cora.fills(form, leaders=list(self.leaders), **values)

    def ask(self, member: Member, words: str = "", subject: str = SUBJECTS[0]) -> Reply:
        return member.fills(member.types("/ask"), subject=subject, question=words)

    def vote(self, member: Member, words: str) -> Reply:
        """Vote for the question with these words; without any take the vote back."""
        form = member.types("/ask vote")
        [field] = form.form.fields
        option = next((key for key, label in field.options if words and words in label), "-")
        return member.fills(form, vote={"option": option})

    def answer(self, member: Member, words: str, answer: str) -> Reply:
        form = member.types("/ask answer")
        field = form.form.fields[0]
        [one] = [key for key, label in field.options if words in label]
        return member.fills(form, which={"one": one}, answer=answer)

    def asked(self, *questions: str, of: int = 10) -> None:
        """Questions come from some, and from others none."""
        for number, member in enumerate(self.crew[:of]):
            self.ask(member, questions[number] if number < len(questions) else "")
        self.team.tick(CLOSED)


@pytest.fixture
def team(database_url: str | None) -> Iterator[Team]:
    with Team([skill, cm.skill], database_url=database_url, start=OPENS) as team:
        yield team


@pytest.fixture
def talk(team: Team) -> Talk:
    cora = team.member("Cora", role=Role.CM)
    leaders = [team.member("Lea"), team.member("Luca", language="it")]
    crew = [team.member(f"Person{number}") for number in range(FEW)]
    return Talk(team, cora, leaders, crew)
