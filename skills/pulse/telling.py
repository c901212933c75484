"""Telling: what came of a round, once it is counted, to everyone or to the manager alone."""

from __future__ import annotations

from functools import partial

from bot import Card, Chat, Role, Work, results, t
from skills.pulse import outcomes
from skills.pulse.model import PulseRound
from skills.pulse.settings import PulseSettings, skill
from skills.pulse.showing import for_everyone, for_manager
from skills.pulse.trends import trend


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
    chat.db.flush()
    settings = chat.settings(PulseSettings)
    if results(chat.db.connection(), round_).lost:
        chat.say(Card(t("lost", day=row.week)), to=settings.channel)
        return
    found = outcomes.of(chat.db, row, chat.house.company.languages[0])
    if row.readers == "everyone":
        chat.say(for_everyone(found), to=settings.channel)
    _tell_managers(chat, row)


def _tell_managers(chat: Chat, row: PulseRound) -> None:
    course = trend(chat.db, row, chat.now)
    for one in chat.house.holders(chat.db, Role.CM, chat.now):
        chat.send(for_manager(outcomes.of(chat.db, row, one.language)), to=one)
        if course is not None:
            chat.send(Card(t("trend_here"), chart=course), to=one)
