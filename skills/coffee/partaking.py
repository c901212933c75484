"""Partaking: who takes part, and who does in the round of a week."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bot import Chat, Person, belonging, members, willing
from skills.coffee.model import Member, Seat
from skills.coffee.settings import INTRODUCE, CoffeeSettings, skill


def partakers(settings: CoffeeSettings) -> Select[int]:
    """The ids of everybody who takes part: who joined, and who is of the audience and stayed."""
    everybody = members()
    id_ = everybody.selected_columns.id
    joined = id_.in_(select(Member.person_id).where(Member.joined))
    if not settings.audience:
        return everybody.where(joined)
    left = id_.in_(select(Member.person_id).where(~Member.joined))
    return everybody.where(or_(joined, id_.in_(belonging(settings.audience)) & ~left))


def seatable(settings: CoffeeSettings, week: date) -> Select[int]:
    """Those of them who do not rest in a week, and can be told with whom they sit."""
    there = partakers(settings)
    id_ = there.selected_columns.id
    resting = select(Member.person_id).where(Member.rests_until > week)
    wanting = willing(f"{skill.name}.{INTRODUCE}", week)
    return there.where(id_.not_in(resting), id_.in_(wanting))


def takes_part(chat: Chat) -> bool:
    """Whether the asker does."""
    return partakes(chat.db, chat.person, chat.settings(CoffeeSettings))


def partakes(db: Session, person: Person, settings: CoffeeSettings) -> bool:
    """Whether somebody does."""
    there = partakers(settings)
    mine = there.where(there.selected_columns.id == person.id)
    return db.execute(mine).first() is not None


def sits(db: Session, person: Person, settings: CoffeeSettings) -> bool:
    """Whether somebody takes part, or still sits in a round although they have left."""
    seat = select(Seat.round_id).where(Seat.person_id == person.id).limit(1)
    return partakes(db, person, settings) or db.execute(seat).first() is not None


def membership(chat: Chat) -> Member:
    """What is stored of the asker's part in it, made where there is nothing yet."""
    # Of a double press, in two processes, the second finds what the first has made.
    chat.in_turn(f"member {chat.person.id}")
    found = chat.db.get(Member, chat.person.id, with_for_update=True)
    if found is None:
        found = Member(person_id=chat.person.id, joined=takes_part(chat), since=chat.now)
        chat.db.add(found)
    return found
