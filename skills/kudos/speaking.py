"""Speaking: of which themes thanks speak that everybody reads, with the name of who gave them.

What is private or without a name is in no theme: a number that it changes would tell of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from bot import Said, Text, Topic, t
from skills.kudos.model import Kudos
from skills.kudos.settings import skill


def is_open(kudos: Kudos) -> bool:
    """Whether everybody reads a thank-you and who gave it, be it on a later day."""
    return not kudos.private and not kudos.anonymous


def _open(thanks: Sequence[int]) -> ColumnElement[bool]:
    # Of who was forgotten there are no words left.
    signed = ~Kudos.private, ~Kudos.anonymous, Kudos.giver.is_not(None)
    return and_(Kudos.id.in_(thanks), *signed)


@skill.texts
def texts(db: Session, thanks: Sequence[int]) -> dict[int, str]:
    """What people thank each other for, where everybody reads it."""
    return dict(db.execute(select(Kudos.id, Kudos.message).where(_open(thanks))).all())


@skill.said
def said(db: Session, thanks: Sequence[int]) -> dict[int, Said]:
    """When thanks were or will be there for everybody, and who gave them."""
    found = db.execute(select(Kudos.id, Kudos.shown, Kudos.giver).where(_open(thanks)))
    return {id_: Said(shown, who=giver, founds=False) for id_, shown, giver in found}


@skill.speakers
def speakers(db: Session, topic: Topic) -> list[Text]:
    """How many thanked somebody for what has to do with a theme."""
    count = db.scalar(select(func.count()).where(Kudos.id.in_(topic.things))) or 0
    return [t("speak_of_it", count=count)] if count else []
