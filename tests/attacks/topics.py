"""Topics: what a crowd is asked in confidence, from the invitation to what is told of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, ClassVar

import pytest

from bot import Skill
from bot.testing import Member, Reply, Shown, Team
from skills import leaders, pulse
from skills.leaders.asking import SUBJECTS
from skills.leaders.model import LONGEST
from tests.bot.privacy import survey

MONDAY, REMINDED, CLOSED = "2026-11-23 10:00", "2026-11-25 10:00", "2026-11-26 19:00"
LUNCH = [f"dish {number}" for number in range(10)]


@dataclass(frozen=True)
class Said:
    """What somebody answered, which nobody is to know: by question its place on the scale.

    `mark` is a word that nobody else wrote.
    """

    answers: tuple[int, ...]
    comment: str
    mark: str

    @property
    def spelled(self) -> str:
        """The answers in a row."""
        return spelled(self.answers)


def spelled(answers: Sequence[int | None]) -> str:
    """Answers in a row, without those that were not asked for."""
    return "/".join(str(one) for one in answers if one is not None)


class Topic(ABC):
    """What is asked; each question has so many answers as `scales` says."""

    name: ClassVar[str]
    skill: ClassVar[Skill]
    scales: ClassVar[Sequence[int]]
    start: ClassVar[str] = "2026-11-22 07:00"
    # When those who kept silent are asked again, where they are.
    again: ClassVar[str] = ""
    over: ClassVar[str | timedelta]
    # Whether one may write, too.
    written: ClassVar[bool] = True

    def __init__(self, team: Team, cm: Member) -> None:
        self.team, self.cm = team, cm

    def draw(self, rng: Random) -> tuple[int, ...]:
        """Somebody's answers."""
        return tuple(map(rng.randrange, self.scales))

    @abstractmethod
    def ask(self) -> None:
        """Ask everybody."""

    @abstractmethod
    def form(self, member: Member) -> Reply:
        """The form, as somebody opens it."""

    @abstractmethod
    def filled(self, form: Reply, said: Said) -> dict[str, Any]:
        """What is put into it."""

    def answer(self, member: Member, said: Said) -> Reply:
        """Somebody answers."""
        form = self.form(member)
        return member.fills(form, **self.filled(form, said))

    @abstractmethod
    def end(self) -> None:
        """Close before the time."""

    @abstractmethod
    def tell(self, reader: Member) -> None:
        """Have shown what came of it in every way there is."""


class Survey(Topic):
    """A small skill that does nothing but ask."""

    name = "a test skill"
    skill = survey.skill
    scales = (5, 11)
    over = timedelta(days=3, hours=1)

    def ask(self) -> None:
        """By hand."""
        self.cm.types("/survey open")

    def form(self, member: Member) -> Reply:
        """By a command."""
        return member.types("/survey")

    def filled(self, form: Reply, said: Said) -> dict[str, Any]:
        """Both answers, the first counted from one."""
        mood, again = said.answers
        return {"mood": mood + 1, "again": again, "comment": said.comment}

    def end(self) -> None:
        """By hand."""
        self.cm.types("/survey close")

    def tell(self, reader: Member) -> None:
        """Nothing is told but that it is over."""


class Pulse(Topic):
    """A week of the pulse: invitations, reminders, results for everyone, a page and a table."""

    name = "the pulse"
    skill = pulse.skill
    scales = (5, 5, 5, 5)
    again = REMINDED
    over = CLOSED

    def ask(self) -> None:
        """It opens by itself, and invites."""
        self.team.tick(MONDAY)

    def form(self, member: Member) -> Reply:
        """From the invitation, as most do."""
        return member.presses("Answer", on=member.inbox[0])

    def filled(self, form: Reply, said: Said) -> dict[str, Any]:
        """Whatever it asks, and a comment."""
        names = [one.spec.name.removeprefix("answers_") for one in form.form.fields]
        asked = [name for name in names if name != "O1"]
        told = {name: str(one + 1) for name, one in zip(asked, said.answers, strict=True)}
        return {"answers": told | {"O1": said.comment}}

    def end(self) -> None:
        """By hand, when asked whether it is meant."""
        self.cm.presses("Yes, close it", on=self.cm.types("/cm pulse close"))

    def tell(self, reader: Member) -> None:
        """To the manager as a page and a table, and to whoever asks."""
        told = self.cm.types("/cm pulse results")
        self.cm.presses("As a page", on=told)
        self.cm.presses("As a table", on=told)
        reader.types("/pulse results")


class Poll(Topic):
    """A sealed poll in a channel, of which one may choose several options; nobody writes."""

    name = "a sealed poll"
    skill = pulse.skill
    scales = (2,) * len(LUNCH)
    # On a Saturday: a day later the pulse opens by itself, and its keys are there.
    over = "2026-11-28 08:00"
    written = False

    def draw(self, rng: Random) -> tuple[int, ...]:
        """One option at least."""
        found = super().draw(rng)
        return found if any(found) else self.draw(rng)

    def ask(self) -> None:
        """In a channel."""
        words = f"/poll What do we cook? | {' | '.join(LUNCH)} #sealed #several #week"
        self.cm.types(words, channel="#lunch")
        self.team.tick(timedelta(minutes=1))

    @property
    def card(self) -> Shown:
        """As it stands in the channel."""
        return self.team.channel("#lunch")[0]

    def form(self, member: Member) -> Reply:
        """From the channel."""
        return member.presses("Vote", on=self.card)

    def filled(self, form: Reply, said: Said) -> dict[str, Any]:
        """The options that were chosen."""
        chosen = [str(place) for place, one in enumerate(said.answers) if one]
        return {"vote": {"option": chosen}}

    def end(self) -> None:
        """By whoever asked it."""
        self.cm.presses("Close 1", on=self.cm.types("/poll mine"))

    def tell(self, reader: Member) -> None:
        """It stands in the channel."""


class Choices(Poll):
    """Sealed polls, each of one option out of three."""

    name = "sealed polls"
    polls: ClassVar[int] = 2
    scales = (3,) * polls

    def ask(self) -> None:
        """One after the other."""
        for number in range(self.polls):
            words = f"/poll What about dish {number}? | yes | no | maybe #sealed #week"
            self.cm.types(words, channel="#lunch")
            self.team.tick(timedelta(minutes=1))

    def answer(self, member: Member, said: Said) -> Reply:
        """Vote in each."""
        cards = self.team.channel("#lunch")[: self.polls]
        for card, one in zip(cards, said.answers, strict=True):
            reply = member.fills(member.presses("Vote", on=card), vote={"option": str(one)})
        return reply


class Questions(Topic):
    """Questions to those who lead, with a subject each."""

    name = "questions to the leaders"
    skill = leaders.skill
    scales = (len(SUBJECTS),)
    start = "2026-11-23 07:00"
    over = "2026-11-25 18:00"

    def ask(self) -> None:
        """By hand."""
        days = {"until": "2026-11-25", "due": "2026-12-18"}
        form = self.cm.types("/cm ask open")
        self.cm.fills(form, topic="Where we go next", leaders=[self.cm], **days)
        self.team.tick(timedelta(minutes=1))

    def form(self, member: Member) -> Reply:
        """By a command."""
        return member.types("/ask")

    def filled(self, form: Reply, said: Said) -> dict[str, Any]:
        """A subject, and a question."""
        return {"subject": SUBJECTS[said.answers[0]], "question": said.comment[:LONGEST]}

    def end(self) -> None:
        """It ends by itself."""
        self.team.tick(self.over)

    def tell(self, reader: Member) -> None:
        """To the manager, who looks them through; to everybody, who vote."""
        told = self.cm.types("/cm ask")
        self.cm.presses("Begin the vote now", on=self.cm.presses("Look them through", on=told))
        # While they vote the key to votes is there.
        self.team.tick("2026-12-01 18:01")
        reader.types("/ask list")


# Where what a skill leaves hardly matters, the test skill waits for the long runs; and where there
# is nothing in a poll that is not in the pulse, so does that, and so do questions.
SELDOM = pytest.param(Survey, marks=pytest.mark.soak)
ASKED = pytest.param(Questions, marks=pytest.mark.soak)
TOPICS = (Survey, Pulse, Poll, ASKED)
REAL = (SELDOM, Pulse, Poll, ASKED)
FULLEST = (SELDOM, Pulse, pytest.param(Poll, marks=pytest.mark.soak), ASKED)
# Those in which people write.
WRITTEN = (SELDOM, Pulse, ASKED)
