"""What was heard: the cards that reached people since one looked last, by what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.testing import Shown, Team

NAME = re.compile(r"\bN(\d{5})\b")
# By how a line begins, or what is in it.
LINES = (
    ("kudos.gratitude", re.compile(r"^Who made your week a little better")),
    ("kudos.colleague", re.compile(r"^N\d{5}, you worked with (N\d{5}) lately")),
    ("pulse.invite", re.compile(r"^The pulse: ")),
    ("pulse.remind", re.compile(r"^The pulse is open until ")),
    ("coffee.introduce", re.compile(r"^(Coffee with .*!|A chat instead of coffee)")),
    ("coffee.halfway", re.compile(r"^There is still time for coffee with (.*)\.")),
    ("coffee.ask", re.compile(r"^Did you meet\? This was the round with (.*)\.")),
    ("belonging.welcome/0", re.compile(r"^Welcome, N")),
    ("belonging.welcome/3", re.compile(r"^Good morning, N")),
    ("belonging.welcome/7", re.compile(r"^A week already, N")),
    ("belonging.welcome/30", re.compile(r"^A month, N")),
    ("belonging.welcome/90", re.compile(r"^Ninety days, N")),
    ("belonging.buddy/0", re.compile(r"^You are (N\d{5})’s buddy")),
    ("belonging.buddy/7", re.compile(r"^A week has passed for (N\d{5})")),
    ("belonging.buddy/30", re.compile(r"^A month has passed for (N\d{5})")),
    ("belonging.manager/30", re.compile(r"^(N\d{5}) has been with you for a month")),
    ("ideas.owner", re.compile(r"^N\d{5}, how do these stand")),
    ("celebrations.offer", re.compile(r"^Shall we celebrate with you")),
    ("celebrations.write", re.compile(r"^(N\d{5}), on \d")),
    ("celebrations.birthday", re.compile(r"^Happy birthday, N")),
    ("celebrations.anniversary", re.compile(r"^N\d{5}, .* here today\.")),
)
STARTS = re.compile(r"^(N\d{5}) (starts today|starts tomorrow|starts on .*|has just started)\.")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a card said: of which kind, and about whom."""

    kind: str
    about: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """One card that reached somebody, and what it said."""

    to: int
    card: Shown
    said: tuple[Said, ...]

    @property
    def kind(self) -> str:
        """Which nudge it was."""
        return self.said[0].kind.partition("/")[0]


def numbers(words: str) -> tuple[int, ...]:
    """Who is named in some words."""
    return tuple(map(int, NAME.findall(words)))


def read(card: Shown) -> tuple[Said, ...]:
    """What a card says; nothing where it is none of those we know."""
    lines, found = card.text.splitlines(), []
    for line in lines:
        for kind, words in LINES:
            if met := words.match(line):
                found.append(Said(kind, numbers(met[0]) if met.groups() else ()))
    first = {one.about for one in found if one.kind == "belonging.buddy/0"}
    starting = (numbers(met[1]) for line in lines if (met := STARTS.match(line)))
    return (*found, *(Said("belonging.manager/0", who) for who in starting if who not in first))


def heard(team: Team, others: set[str]) -> Iterator[Heard]:
    """What reached people since it was looked last; `others` are the boxes of who is none."""
    # Who is reached first is left to the machine; what people answer is not.
    for box, cards in sorted(team.platform.boxes.items()):
        if box.startswith("U") and box not in others:
            for one in cards:
                yield Heard(int(box[1:]), one, read(one))


def empty(team: Team, *keep: str) -> None:
    """Forget what reached people so far."""
    boxes = team.platform.boxes
    for box in [one for one in boxes if one not in keep]:
        del boxes[box]
