"""Answering: whether a table has met; what somebody says only they and figures know."""

from __future__ import annotations

from sqlalchemy import select

from bot import Button, Chat, Form, Person, Refused, t
from bot import person as person_
from skills.coffee.model import NOT_YET, OTHER, YES, CoffeeRound, Meeting, Seat
from skills.coffee.settings import skill
from skills.coffee.storing import beside, remember
from skills.coffee.tables import still_beside


class Other(Form):
    """Whom somebody met instead."""

    whom: Person = person_()


def own_seat(chat: Chat, round_id: int | None) -> Seat:
    """The asker's seat in a round; Refused where they have none, or sat alone all along."""
    seat = chat.db.get(Seat, (round_id or 0, chat.person.id))
    if seat is None or not (beside(chat.db, seat) or _was_beside(chat, seat)):
        raise Refused(t("no_seat"))
    return seat


def _was_beside(chat: Chat, seat: Seat) -> bool:
    """Whether somebody sat there who was moved away since; that must not be seen."""
    week = select(CoffeeRound.week).where(CoffeeRound.id == seat.round_id).scalar_subquery()
    mine = Meeting.person_id == chat.person.id, Meeting.last == week
    return chat.db.scalars(select(Meeting.other_id).where(*mine).limit(1)).first() is not None


@skill.button("met")
def met(chat: Chat, round_id: int) -> None:
    """Take down that they met."""
    seat = own_seat(chat, round_id)
    seat.met, seat.with_id = YES, None
    chat.whisper(t("noted_met"))


@skill.button("not_yet")
def not_yet(chat: Chat, round_id: int) -> None:
    """Take down that they have not met; nobody is to blame."""
    seat = own_seat(chat, round_id)
    seat.met, seat.with_id = NOT_YET, None
    others = list(chat.people(still_beside(chat.db, seat)).values())
    chat.whisper(t("noted_not_yet", people=others) if others else t("noted_nobody"))


@skill.button("somebody_else")
def somebody_else(chat: Chat, round_id: int) -> None:
    """Ask whom they met instead."""
    own_seat(chat, round_id)
    chat.open(Other, concerns=round_id)


@skill.form(Other)
def met_other(chat: Chat, form: Other) -> None:
    """Take down whom they met instead: those two need not be brought together soon."""
    seat = own_seat(chat, form.concerns)
    whom = form.whom
    if whom == chat.person:
        raise Refused(t("not_yourself"), field="whom")
    if whom.id in beside(chat.db, seat):
        seat.met, seat.with_id = YES, None
    else:
        if seat.with_id != whom.id:
            round_ = chat.db.get_one(CoffeeRound, seat.round_id)
            chat.in_turn("round")
            two = sorted((chat.person.id, whom.id))
            remember(chat.db, [(two[0], two[1])], round_.week)
        seat.met, seat.with_id = OTHER, whom.id
    chat.whisper(t("noted_other", person=whom))


def answers(round_id: int) -> list[Button]:
    """The buttons under the question whether they met."""
    return [
        Button(t("yes"), met, round_id),
        Button(t("no_not_yet"), not_yet, round_id),
        Button(t("with_other"), somebody_else, round_id),
    ]
