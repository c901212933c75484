"""Running: whether Piazza does what it should, and otherwise what does not, in plain words."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import version

from bot.cards import Button, Card, Fact
from bot.chat import Chat
from bot.delivery import backlog, dead_letters, figures, holds, missed
from bot.people import ORGANISERS, Role
from bot.runtime import undelivered
from bot.runtime.built_in import skill
from bot.runtime.waiting import LATELY
from bot.texts import Value, core

# So long what is due may wait before somebody should look: a broadcast takes a while.
PATIENCE = timedelta(minutes=15)


@skill.command("cm health", only=ORGANISERS, reads=True)
@skill.button("cm_health", only=ORGANISERS, reads=True)
def health(chat: Chat) -> None:
    """Say whether all runs, one thing after the other, and what helps where it does not."""
    db = chat.db.connection()
    found = [_connections(chat), _sending(chat), _undelivered(chat), _jobs(chat), _schedules(chat)]
    wrong = sum(not well for well, _ in found)
    title = core("running.wrong", count=wrong) if wrong else core("running.well")
    facts = [fact for _, fact in found]
    facts.append(Fact(core("running.version"), version("piazza-bot")))
    see = Role.CM in chat.person.roles and (dead_letters.count(db) or backlog.lost(db))
    buttons = [Button(core("waits.undelivered"), undelivered.listing)] if see else []
    chat.whisper(Card(title, facts=facts, lines=[core("running.more")], buttons=buttons))


Found = tuple[bool, Fact]


def _connections(chat: Chat) -> Found:
    """Whether each workspace lets us in."""
    shut = holds.paused(chat.db.connection())
    said: Value = core("running.open")
    if shut:
        said = [core("running.shut", where=one, why=why) for one, why in sorted(shut.items())]
    return not shut, Fact(core("running.connections"), said)


def _sending(chat: Chat) -> Found:
    count, since = figures.behind(chat.db.connection(), chat.now)
    if since is None:
        return True, Fact(core("running.sending"), core("running.nothing_waits"))
    minutes = max(1, round((chat.now - since).total_seconds() / 60))
    said = core("running.behind", count=count, minutes=minutes)
    return chat.now - since < PATIENCE, Fact(core("running.sending"), said)


def _undelivered(chat: Chat) -> Found:
    count, _ = dead_letters.oldest(chat.db.connection())
    said: Value = core("health.failed_see", number=count) if count else core("running.none")
    return not count, Fact(core("health.failed"), said)


def _jobs(chat: Chat) -> Found:
    db = chat.db.connection()
    lost, waiting = backlog.lost(db), backlog.waiting(db, chat.now)
    if lost:
        said = core("health.failed_see", number=lost)
    else:
        said = core("running.jobs", count=waiting) if waiting else core("running.nothing_waits")
    return not lost, Fact(core("running.work"), said)


def _schedules(chat: Chat) -> Found:
    since = (chat.now - LATELY).date()
    count, _ = missed.lately(chat.db.connection(), chat.house, since)
    said = core("running.missed", count=count) if count else core("running.on_time")
    return not count, Fact(core("running.schedules"), said)
