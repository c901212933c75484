"""Memory: what is stored on a colleague or a customer, and how both are forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot import (
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Person,
    Refused,
    Role,
    Said,
    t,
    text,
    unlearn,
    unpoint,
)
from skills.feedback import cards, customers, drafting, gone, intake, quoting, summaries
from skills.feedback.correction import Correction
from skills.feedback.draft import Draft
from skills.feedback.model import LONGEST_ADDRESS, Answer, Customer, Intake, Item, Tag, Unread
from skills.feedback.settings import skill

MOST = 10


class Whom(Form):
    """The customer who is to be forgotten."""

    called: str = text(min_length=2, max_length=LONGEST_ADDRESS)


@skill.texts
def texts(db: Session, items: Sequence[int]) -> dict[int, str]:
    """What customers said."""
    return dict(db.execute(select(Item.id, Item.words).where(Item.id.in_(items))).all())


@skill.said
def said(db: Session, items: Sequence[int]) -> dict[int, Said]:
    """When customers said something, and who they are."""
    query = select(Item.id, Item.said, Customer.name, Item.customer).outerjoin(
        Customer, Customer.id == Item.customer
    )
    found = db.execute(query.where(Item.id.in_(items)))
    return {id_: Said(at, name or "", outside=True, who=who) for id_, at, name, who in found}


@skill.knows
def knows(db: Session, person: Person) -> list[Fact]:
    """What a colleague brought, sees to and answered."""
    me = person.id
    brought = db.scalars(select(Item.words).where(Item.brought_by == me))
    answered = db.scalars(select(Answer.words).where(Answer.by == me))
    facts = [Fact(t("known_brought"), words) for words in brought]
    facts += [Fact(t("known_answer"), words) for words in answered]
    facts += [Fact(t("known_draft"), words) for words in drafting.known(db, person)]
    right = db.scalar(
        select(func.count(func.distinct(Correction.item_id))).where(Correction.by == me)
    )
    facts += [Fact(t("known_put_right"), right)] if right else []
    claimed = db.scalar(select(func.count()).where(Item.claimed_by == me)) or 0
    return [*facts, Fact(t("known_claimed"), claimed)] if claimed else facts


@skill.forget
def forget(db: Session, person: Person) -> list[int]:
    """Erase what a colleague handed on and answered, and who sees to what; returns what is gone."""
    brought = db.scalars(select(Item.id).where(Item.brought_by == person.id)).all()
    quoted = quoting.messages(db, brought)
    _delete(db, brought)
    db.execute(update(Item).where(Item.claimed_by == person.id).values(claimed_by=None))
    db.execute(update(Correction).where(Correction.by == person.id).values(by=None))
    db.execute(delete(Answer).where(Answer.by == person.id))
    db.execute(delete(Draft).where(Draft.by == person.id))
    return [*brought, *quoted]


@skill.expires("words")
def expire(db: Session, before: datetime, most: int) -> int:
    """Delete words that came long ago, and customers of whom nothing is left."""
    ids = db.scalars(select(Item.id).where(Item.came < before).limit(most)).all()
    _delete(db, ids)
    # What can't be filed is not kept for longer, either.
    waits = db.scalars(delete(Intake).where(Intake.came < before).returning(Intake.id)).all()
    return len(ids) + len(waits)


@skill.command("cm feedback forget", Whom, only=Role.CM)
def ask_whether(chat: Chat, form: Whom) -> None:
    """Show who is called so and how much they said, before it is erased."""
    called = form.called.strip()
    facts = [
        Fact(t("customer", name=one.name), t("customer_said", count=len(_said(chat, [one]))))
        for one in _called(chat, called)
    ]
    if waits := intake.count(chat, called):
        facts.append(Fact(t("customer", name=called), t("customer_said", count=waits)))
    if not facts:
        raise Refused(t("nobody_called", name=called), field="called")
    buttons = [Button(t("erase"), forget_customer, called)]
    chat.whisper(Card(t("forget_check"), facts=facts[:MOST], buttons=buttons))


def _called(chat: Chat, called: str) -> Sequence[Customer]:
    known = or_(Customer.mark.in_(customers.marks(called)), Customer.name == called)
    return chat.db.scalars(select(Customer).where(known).order_by(Customer.id)).all()


def _said(chat: Chat, some: Sequence[Customer]) -> Sequence[int]:
    whose = Item.customer.in_([one.id for one in some])
    return chat.db.scalars(select(Item.id).where(whose)).all()


@skill.button("forget_customer", only=Role.CM)
def forget_customer(chat: Chat, called: str) -> None:
    """Erase all that a customer said, by their address or name, with its cards."""
    waited = intake.forget(chat, called)
    found = _called(chat, called)
    items = _said(chat, found)
    quoting.withdraw(chat, items)
    for about in items:
        chat.withdraw(about)
    gone.note(chat.db, items)
    chat.unpoint(items)
    for one in _delete(chat.db, items):
        if one.channel:
            chat.say(cards.card_of(chat, one), to=one.channel)
    chat.db.execute(delete(Customer).where(Customer.id.in_([one.id for one in found])))
    # Without saying whom: that is what is forgotten.
    chat.audit(f"{len(items) + waited}")
    chat.whisper(t("customer_forgotten", count=len(items) + waited))


def _delete(db: Session, ids: Sequence[int]) -> Sequence[Item]:
    """Delete words, and customers of whom nothing is left; what stands for some of them now."""
    of = Item.id.in_(ids), Item.customer.is_not(None)
    whose = db.scalars(select(Item.customer).distinct().where(*of)).all()
    # First: whoever is reading some of it is waited for, and what they learn of it goes, too.
    reading = select(Unread).where(Unread.item_id.in_(ids)).order_by(Unread.item_id)
    db.execute(reading.with_for_update())
    heirs = _inherit(db, ids)
    unpoint(db, skill.name, ids)
    unlearn(db, skill.name, ids)
    quoting.drop(db, ids)
    summaries.drop(db, ids)
    for column in (Tag.item_id, Answer.item_id, Draft.item_id, Item.id):
        db.execute(delete(column.class_).where(column.in_(ids)))
    there = select(Item.customer).where(Item.customer.in_(whose))
    db.execute(delete(Customer).where(Customer.id.in_(whose), Customer.id.not_in(there)))
    return heirs


def _inherit(db: Session, ids: Sequence[int]) -> Sequence[Item]:
    """Let the first of those who said the same stand for words that go, as far as they have come.

    Otherwise nobody would see any more what the others said.
    """
    heads = {one.id: one for one in db.scalars(select(Item).where(Item.id.in_(ids)))}
    same = select(Item).where(Item.root.in_(ids), Item.id.not_in(ids)).order_by(Item.id)
    heirs: dict[int, Item] = {}
    for one in db.scalars(same).all():
        heir = heirs.setdefault(one.root or 0, one)
        one.root = None if one is heir else heir.id
    for id_, heir in heirs.items():
        head = heads[id_]
        heir.channel, heir.state = head.channel, head.state
        heir.since, heir.claimed_by = head.since, head.claimed_by
    db.flush()
    return list(heirs.values())
