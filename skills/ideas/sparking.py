"""Sparking: halfway through the days in which a challenge collects ideas, another way to look."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot import Button, Card, Channel, Chat, Period, daily, t
from skills.ideas import outcome
from skills.ideas.challenges import take_part, today
from skills.ideas.model import Challenge
from skills.ideas.phases import COLLECT
from skills.ideas.settings import IdeasSettings, skill

SPARKS: Final = 20
# What is collected in fewer days needs none; and so many days after its time it is left out.
SHORTEST, LATE = timedelta(days=4), timedelta(days=3)


@skill.post("spark", daily(at="10:00"), quiet=True)
def spark(chat: Chat, _week: Period) -> None:
    """Post a question for each challenge that is halfway, once, on a working day."""
    day = today(chat)
    if not chat.works_on(day):
        return
    collecting = select(Challenge).where(Challenge.phase == COLLECT, Challenge.sparked.is_(None))
    for challenge in chat.db.scalars(collecting.order_by(Challenge.id)).all():
        if is_halfway(challenge, chat.house.company.clock, day):
            challenge.sparked = chat.now
            channel = Channel(challenge.workspace, chat.settings(IdeasSettings).channel)
            chat.say(card_of(challenge), to=channel)


def is_halfway(challenge: Challenge, zone: ZoneInfo, day: date) -> bool:
    """Whether half of the days in which a challenge collects ideas have gone by lately."""
    first, last = challenge.made.astimezone(zone).date(), challenge.collect_until
    half = first + timedelta(days=(last - first).days // 2)
    return last - first >= SHORTEST and half <= day < min(last, half + LATE)


def card_of(challenge: Challenge) -> Card:
    """One of the questions, the next challenge the next one, and the way to write an idea."""
    number = (challenge.id - 1) % SPARKS + 1
    lines = [t(f"spark_{number}"), t("challenge_ends", day=challenge.collect_until)]
    buttons = [
        Button(t("take_part"), take_part, challenge.id),
        Button(t("challenge_ideas"), outcome.ideas, challenge.id),
    ]
    return Card(t("spark", question=challenge.question), lines=lines, buttons=buttons)
