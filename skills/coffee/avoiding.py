"""Avoiding: whom somebody does not want to meet; that is for them alone to know."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import delete, select

from bot import Button, Card, Chat, Form, Person, Refused, person, received, t
from skills.coffee.model import Avoid, Seat
from skills.coffee.settings import INTRODUCE, skill
from skills.coffee.storing import beside, unremember
from skills.coffee.weeks import DAY, latest, today


class AvoidForm(Form):
    """Whom the asker is not to be brought together with."""

    whom: Person = person()


class AllowForm(Form):
    """Whom the asker may be brought together with again."""

    whom: Person = person()


def avoided(chat: Chat) -> list[Person]:
    """Whom the asker avoids."""
    ids = chat.db.scalars(select(Avoid.avoided).where(Avoid.person_id == chat.person.id)).all()
    return sorted(chat.people(ids).values(), key=lambda one: one.name)


@skill.command("coffee avoid", AvoidForm)
def avoid(chat: Chat, form: AvoidForm) -> None:
    """Bring these two together no more, and tell nobody."""
    _check_alone(chat)
    whom = form.whom
    if whom == chat.person:
        raise Refused(t("not_yourself"), field="whom")
    chat.in_turn("round")
    if chat.db.get(Avoid, (chat.person.id, whom.id)) is None:
        chat.db.add(Avoid(person_id=chat.person.id, avoided=whom.id, since=chat.now))
        _part(chat, whom)
    buttons = [Button(t("allow_again"), allow_again, whom.id)]
    chat.whisper(Card(t("avoids", person=whom), lines=[t("avoids_how")], buttons=buttons))


@skill.command("coffee allow", AllowForm)
def allow(chat: Chat, form: AllowForm) -> None:
    """Let these two be brought together again, as far as the asker is concerned."""
    _check_alone(chat)
    _allow(chat, form.whom.id)


@skill.button("allow")
def allow_again(chat: Chat, whom: int) -> None:
    """The same, by a button."""
    _allow(chat, whom)


def _allow(chat: Chat, whom: int) -> None:
    ours = Avoid.person_id == chat.person.id, Avoid.avoided == whom
    chat.db.execute(delete(Avoid).where(*ours))
    found = list(chat.people([whom]).values())
    chat.whisper(t("allowed", people=found) if found else t("allowed_gone"))


def _check_alone(chat: Chat) -> None:
    if chat.aloud:
        raise Refused(t("said_aloud"))


def _part(chat: Chat, whom: Person) -> None:
    """Take the asker away from where they sit with somebody, unless both know of it and have met.

    Nobody is told: the other one finds what is found by anybody for whom there is no pair.
    """
    round_ = latest(chat.db)
    seat = chat.db.get(Seat, (round_.id, chat.person.id)) if round_ else None
    if round_ is None or seat is None or (seat.met is not None and _told(chat, whom, round_.week)):
        return
    others = beside(chat.db, seat)
    if whom.id in others:
        if today(chat) < round_.week:
            unremember(chat.db, chat.person.id, others, round_.week)
        seat.place = -chat.person.id
        chat.db.flush()


def _told(chat: Chat, whom: Person, week: date) -> bool:
    """Whether somebody has been told, or is just being told, with whom they sit since a week."""
    sent = received(f"{skill.name}.{INTRODUCE}", planned=True).subquery()
    # In the east it is Monday on Sunday.
    since = datetime.combine(week - DAY, time(), UTC)
    mine = select(sent.c.made).where(sent.c.person_id == whom.id, sent.c.made >= since)
    return chat.db.scalar(mine.limit(1)) is not None
