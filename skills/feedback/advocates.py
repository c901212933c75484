"""Advocates: customers who praise again and again, for the community manager to invite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Function, func, select

from bot import ORGANISERS, Button, Card, Chat, Fact, Form, Refused, Role, Section, Text, t, text
from skills.feedback.kinds import COMPLAINT, PRAISE
from skills.feedback.model import Customer, Item
from skills.feedback.settings import skill

FEWEST, MOST = 2, 8
LATELY, UNHAPPY = timedelta(days=365), timedelta(days=60)


class CameOfIt(Form):
    """What came of inviting somebody."""

    outcome: str = text(min_length=3, max_length=300, multiline=True)


@skill.command("cm feedback advocates", only=ORGANISERS, reads=True)
@skill.button("advocates", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """List customers who praised at least twice in a year, and who is invited already."""
    found, there = praising(chat), invited(chat)
    buttons = []
    if Role.CM in chat.person.roles:
        buttons = [Button(t("invite", name=one.name), invite, one.id) for one, _ in found]
        buttons += [Button(t("came_of_it", name=one.name), ask_outcome, one.id) for one, _ in there]
    title = t("advocates_title") if found or there else t("advocates_none")
    sections = [Section(t("advocates_invited"), _facts(there))] if there else []
    chat.whisper(Card(title, facts=_facts(found), sections=sections, buttons=buttons))


def _facts(some: Sequence[tuple[Customer, int]]) -> list[Fact]:
    return [Fact(t("customer", name=one.name), _line(one, count)) for one, count in some]


def invited(chat: Chat) -> Sequence[tuple[Customer, int]]:
    """Who is invited, with how often they praised; those first of whom nothing came yet.

    Whatever they say later: what came of it is still to be noted, and read.
    """
    praise = (Item.customer == Customer.id) & (Item.intent == PRAISE)
    query = (
        select(Customer, _times())
        .outerjoin(Item, praise)
        .where(Customer.invited.is_not(None))
        .group_by(Customer.id)
        .order_by(Customer.came_of_it != "", Customer.invited.desc(), Customer.id)
    )
    return [(one, number) for one, number in chat.db.execute(query.limit(MOST))]


def praising(chat: Chat) -> Sequence[tuple[Customer, int]]:
    """Who praised without a complaint lately and is not invited, with how often, most first."""
    count = _times()
    unhappy = select(Item.customer).where(
        Item.intent == COMPLAINT, Item.said >= chat.now - UNHAPPY, Item.customer.is_not(None)
    )
    query = (
        select(Customer, count)
        .join(Item, Item.customer == Customer.id)
        .where(Item.intent == PRAISE, Item.said >= chat.now - LATELY)
        .where(Customer.invited.is_(None), Customer.id.not_in(unhappy))
        .group_by(Customer.id)
        .having(count >= FEWEST)
        .order_by(count.desc(), Customer.id)
    )
    return [(one, number) for one, number in chat.db.execute(query.limit(MOST))]


def _times() -> Function[int]:
    """How often somebody praised; the same words that came twice, in two ways, count once."""
    return func.count(func.coalesce(Item.root, Item.id).distinct())


def _line(one: Customer, count: int) -> Text:
    if one.came_of_it:
        return t("praised_came", count=count, outcome=one.came_of_it)
    if one.invited is not None:
        return t("praised_invited", count=count, day=one.invited)
    return t("praised_times", count=count)


def _find(chat: Chat, customer_id: int | None) -> Customer:
    found = chat.db.get(Customer, customer_id or 0)
    if found is None:
        raise Refused(t("customer_gone"))
    return found


@skill.button("invite", only=Role.CM)
def invite(chat: Chat, customer_id: int) -> None:
    """Note that somebody is invited, and say how they are reached."""
    one = _find(chat, customer_id)
    one.invited = chat.now
    # Without saying whom: it stays when they are forgotten.
    chat.audit(f"{one.id}")
    told = (
        t("invited", name=one.name, address=one.address)
        if one.address
        else t("invited_by_hand", name=one.name)
    )
    chat.whisper(Card(told, buttons=[Button(t("came_of_it", name=one.name), ask_outcome, one.id)]))


@skill.button("came_of_it", only=Role.CM)
def ask_outcome(chat: Chat, customer_id: int) -> None:
    """Ask what came of it."""
    one = _find(chat, customer_id)
    chat.open(CameOfIt, concerns=one.id, outcome=one.came_of_it)


@skill.form(CameOfIt, only=Role.CM)
def note(chat: Chat, form: CameOfIt) -> None:
    """Note what came of it."""
    one = _find(chat, form.concerns)
    one.came_of_it = form.outcome
    one.invited = one.invited or chat.now
    chat.whisper(t("noted"))
