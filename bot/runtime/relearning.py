"""Relearning: where another encoder is there than before, what texts are about is noted anew."""

from __future__ import annotations

from bot.chat import Chat
from bot.runtime.built_in import skill
from bot.work import Work

AT_ONCE = 50


@skill.job("relearn")
def relearn(work: Work, name: str) -> None:
    """Note anew what the texts of a skill are about, a few at a time."""
    while work.write(lambda chat: _some(chat, name)):
        pass


def _some(chat: Chat, name: str) -> bool:
    """Whether there was anything left to do."""
    db, likeness = chat.db, chat.house.likeness(name)
    old = likeness.outdated(db.connection(), AT_ONCE)
    words = chat.house.words_of(name, db, old) if old else {}
    likeness.drop(db.connection(), old)
    for about, text in words.items():
        likeness.learn(db.connection(), about, text)
    return bool(old)
