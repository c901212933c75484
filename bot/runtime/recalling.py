"""Recalling: what a nudge has brought to many is taken back, a chunk at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from bot.chat import Chat
from bot.delivery import runs
from bot.runtime.built_in import skill
from bot.runtime.outgoing import Withdraw
from bot.work import Work


@skill.job("recall")
def recall(work: Work, key: str, since: str, until: str) -> None:
    """Take back what was planned of a nudge between two instants."""
    first, last = map(datetime.fromisoformat, (since, until))
    number = runs.number_at(first)
    for some in work.read(lambda db: runs.made_between(db.connection(), key, first, last)):
        work.write(partial(_cancel, number=number, some=some))
    done = work.read(lambda db: runs.taken_back(db.connection(), number))
    work.write(lambda chat: chat.effects.append(Withdraw(number, done.workspaces)))


def _cancel(chat: Chat, number: int, some: Sequence[UUID]) -> None:
    runs.take_back(chat.db.connection(), number, some)


def carried(moment: datetime) -> str:
    """An instant as a job carries it."""
    return moment.astimezone(UTC).isoformat()
