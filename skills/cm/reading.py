"""What the community manager reads: how things stand, what moved."""

from __future__ import annotations

from datetime import timedelta

from bot import ORGANISERS, Card, Chat, Period, Role, t, weekly
from skills.cm.skill import skill


@skill.command("cm status", only=ORGANISERS, reads=True)
def status(chat: Chat) -> None:
    """Say how things stand."""
    chat.whisper(Card(t("status"), facts=chat.house.health(chat.db, chat.now)))


@skill.command("cm digest", only=ORGANISERS)
def digest_now(chat: Chat) -> None:
    """Send the asker a digest of the last seven days."""
    week = Period(chat.today - timedelta(days=6), chat.today + timedelta(days=1), chat.person.zone)
    chat.send(digest_of(chat, week), to=chat.person)
    chat.whisper(t("digest_sent"))


@skill.post("digest", weekly("monday", at="09:00"))
def digest(chat: Chat, week: Period) -> None:
    """Send last week's digest to the community managers, or to a channel while there are none."""
    holders = chat.house.holders(chat.db, Role.CM, chat.now)
    # What people wrote is for the manager: to a channel it is not carried.
    card = digest_of(chat, week.before, voices=bool(holders))
    for holder in holders:
        chat.send(card, to=holder)
    if not holders:
        chat.say(card, to=chat.house.digest_channel)


def digest_of(chat: Chat, week: Period, *, voices: bool = True) -> Card:
    """What every skill tells about a week, with one chart, and what people said in their words."""
    sections = chat.house.report(chat.db, week, chat.now)
    said = chat.house.voices(chat.db, week, chat.now) if voices else None
    sections += [said] if said else []
    last = week.end - timedelta(days=1)
    lines = [] if sections else [t("digest_quiet")]
    return Card(t("digest_title", first=week.first, last=last), lines=lines, sections=sections)
