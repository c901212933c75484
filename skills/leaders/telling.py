"""Telling: all answers together on their day; what has none is said to have none yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot import Button, Card, Chat, Role, Work, t
from skills.leaders import days, finding, showing
from skills.leaders.model import ANSWERING, TOLD, VOTING, Question, Talk
from skills.leaders.settings import skill

# So many answers are posted; the others stand behind a button.
MOST = 8
APART = timedelta(seconds=3)


def when(chat: Chat, talk: Talk) -> datetime:
    """When answers are told: in the evening of their day; where that is over, of the next."""
    due = days.at(chat, talk.due, days.EVENING)
    if due > chat.now:
        return due
    return days.at(chat, days.worked(chat, days.today(chat)), days.EVENING)


@skill.job("tell")
def tell_in_time(work: Work, talk_id: int) -> None:
    """Tell the answers of a talk."""
    work.write(partial(_tell, talk_id=talk_id))


def _tell(chat: Chat, talk_id: int) -> None:
    talk = chat.db.get(Talk, talk_id, with_for_update=True, populate_existing=True)
    if talk is None or talk.phase not in (VOTING, ANSWERING):
        return
    showing.move(chat, talk, TOLD)
    every = finding.standing(chat.db, talk)
    chat.say(showing.card_of(chat, talk), to=talk.channel)
    for place, one in enumerate([one for one in every if one.answer][:MOST], 1):
        # Only so they stand in this order in the channel, below the card.
        _post(chat, talk, one, at=chat.now + place * APART)
    left = [one for one in every if not one.answer]
    if left:
        card = Card(
            t("left", count=len(left), topic=talk.topic),
            lines=[t("left_how", who=finding.leaders(chat, talk))],
            buttons=[Button(t("all"), showing.page, talk.id, 0)],
        )
        for cm in chat.house.holders(chat.db, Role.CM, chat.now):
            chat.send(card, to=cm)


def late(chat: Chat, talk: Talk, one: Question) -> None:
    """Tell an answer that came after its day."""
    chat.update(showing.card_of(chat, talk))
    _post(chat, talk, one)


def _post(chat: Chat, talk: Talk, one: Question, at: datetime | None = None) -> None:
    [asked, answer] = showing.answered(chat, talk, one)
    words_of = [one.answered_by] if one.answered_by else []
    card = Card(t("answered", number=one.place), facts=[asked, answer], words_of=words_of)
    chat.say(card, to=talk.channel, at=at)
