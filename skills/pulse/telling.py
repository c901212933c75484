"""Telling: what came of a round, once it is counted."""

from __future__ import annotations

from functools import partial

from bot import Card, Chat, Work, results, t
from skills.pulse.model import PulseRound
from skills.pulse.settings import PulseSettings, skill


@skill.job("counted")
def counted(work: Work, round_: int) -> None:
    """Tell the results of a round, or that they were lost; once."""
    work.write(partial(_tell, round_=round_))


def _tell(chat: Chat, round_: int) -> None:
    row = chat.db.get(PulseRound, round_)
    if row is None or row.told is not None:
        return
    row.ended = row.ended or chat.now
    row.told = chat.now
    if results(chat.db.connection(), round_).lost:
        chat.say(Card(t("lost", day=row.week)), to=chat.settings(PulseSettings).channel)
