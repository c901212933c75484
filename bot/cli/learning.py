"""Learning what many new things say, so that what is alike is found among them, too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TypeAlias

from sqlalchemy.orm import Session

from bot.cli.patience import patiently
from bot.cli.progress import progress
from bot.insight.likeness import Likeness
from bot.runtime.app import App

Numbers: TypeAlias = Mapping[int, bytes]
AT_ONCE = 100
EVER = 1_000_000_000


def learn(piazza: App, skill: str) -> None:
    """Learn all that is still to be learnt of a skill's things; whoever stops it may go on later.

    The numbers are made between the transactions, so that nobody waits for them.
    """
    likeness = piazza.house.likeness(skill)
    waiting = piazza.database.read_now(lambda db: likeness.outdated(db.connection(), EVER))
    with progress("What they say", len(waiting)) as advance:
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            words = piazza.database.read_now(partial(_words, piazza, skill, some))
            numbers = likeness.numbers(words)
            patiently(piazza.database, partial(_settle, likeness, some, numbers))
            advance(len(some))


def _words(piazza: App, skill: str, some: list[int], db: Session) -> Mapping[int, str]:
    return piazza.house.words_of(skill, db, some)


def _settle(likeness: Likeness, some: list[int], numbers: Numbers, db: Session) -> None:
    likeness.settle(db.connection(), some, numbers)
