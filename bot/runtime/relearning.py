"""Relearning: where another encoder is there than before, what texts are about is noted anew."""

from __future__ import annotations

from bot.insight.likeness import Likeness
from bot.runtime.built_in import skill
from bot.work import Work

AT_ONCE = 50


@skill.job("relearn")
def relearn(work: Work, name: str) -> None:
    """Note anew what the texts of a skill are about, a few at a time."""
    likeness = work.house.likeness(name)
    while _some(work, name, likeness):
        pass


def _some(work: Work, name: str, likeness: Likeness) -> bool:
    """Whether there was anything left to do; nobody waits while the numbers are made."""
    old = work.read(lambda db: likeness.outdated(db.connection(), AT_ONCE))
    if not old:
        return False
    words = work.read(lambda db: work.house.words_of(name, db, old))
    numbers = likeness.numbers(words)
    work.write(lambda chat: likeness.settle(chat.db.connection(), old, numbers))
    return True
