"""Saying: what is suggested to be said in public, posted with one press, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot import Button, Card, Chat, Period, Refused, Role, Suggestion, members, t
from skills.cm.model import Said
from skills.cm.skill import skill

UNDO: Final = timedelta(minutes=2)
WEEK = timedelta(weeks=1)


def unsaid(chat: Chat, week: Period) -> Iterator[tuple[str, Suggestion]]:
    """What could be said after a week and was not said yet, the best first, with its skill."""
    said = {(one.skill, one.about) for one in chat.db.scalars(select(Said))}
    for room, one in chat.house.suggestions(chat.db, week, chat.now):
        if (room, one.about) not in said:
            yield room, one


@skill.button("say", only=Role.CM)
def look(chat: Chat, room: str, about: int, end: int) -> None:
    """Show what would be posted, where and for how many."""
    channel = chat.house.digest_channel
    if not chat.can_post(channel):
        raise Refused(t("say_closed", channel=channel))
    one = _suggested(chat, room, about, end)
    count = chat.db.scalar(select(func.count()).select_from(members().subquery())) or 0
    lines = [one.words, t("say_how", count=UNDO // timedelta(minutes=1))]
    if chat.person.language != chat.house.company.languages[0]:
        lines.append(t("say_language"))
    title = t("say_preview", channel=channel, count=count)
    buttons = [Button(t("say_now"), post, room, about, end)]
    chat.whisper(Card(title, lines=lines, buttons=buttons))


def _suggested(chat: Chat, room: str, about: int, end: int) -> Suggestion:
    """What was suggested, as it stands now."""
    last = date.fromordinal(end)
    week = Period(last - WEEK, last, chat.house.company.zone)
    for known, one in unsaid(chat, week):
        if (known, one.about) == (room, about):
            return one
    raise Refused(t("say_gone"))


@skill.button("say_now", only=Role.CM)
def post(chat: Chat, room: str, about: int, end: int) -> None:
    """Post it, after the time in which it can be taken back."""
    chat.in_turn("saying")
    one, channel = _suggested(chat, room, about, end), chat.house.digest_channel
    said = Said(skill=room, about=about, at=chat.now)
    chat.db.add(said)
    chat.db.flush()
    card = Card(one.words, about=said.id, words_of=one.words_of)
    chat.say(card, to=channel, at=chat.now + UNDO)
    chat.audit(f"{channel}: {room} {about}")
    chat.whisper(
        Card(t("say_done", channel=channel), buttons=[Button(t("say_undo"), undo, said.id)])
    )


@skill.button("say_undo", only=Role.CM)
def undo(chat: Chat, id_: int) -> None:
    """Take it back; it can be suggested again."""
    said = chat.db.get(Said, id_)
    if said is None:
        raise Refused(t("say_gone"))
    chat.db.delete(said)
    lines = [] if chat.withdraw(id_) else [t("say_maybe_there")]
    chat.whisper(Card(t("say_undone"), lines=lines))


@skill.expires("said")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete what was said long ago; what it was about is long past, too."""
    ids = db.scalars(select(Said.id).where(Said.at < before).limit(most)).all()
    db.execute(delete(Said).where(Said.id.in_(ids)))
    return len(ids)
