"""Avoiding: whom somebody does not want to meet; that is for them alone to know."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot import Button, Card, Chat, Form, Person, Refused, person, t
from skills.coffee.model import Avoid, Seat
from skills.coffee.settings import skill
from skills.coffee.storing import beside, unremember
from skills.coffee.weeks import latest, today


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
    """Take the asker away from a table that has not met yet, where they would sit with somebody.

    Nobody is told: the other one finds what is found by anybody for whom there is no pair.
    """
    round_ = latest(chat.db)
    seat = chat.db.get(Seat, (round_.id, chat.person.id)) if round_ else None
    if round_ is None or seat is None or seat.met is not None:
        return
    others = beside(chat.db, seat)
    if whom.id in others:
        if today(chat) < round_.week:
            unremember(chat.db, chat.person.id, others, round_.week)
        seat.place = -chat.person.id
        chat.db.flush()
