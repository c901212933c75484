"""Guiding: what a manager hears of whoever starts with them, and the page to hand over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Fact,
    Page,
    Period,
    Person,
    Refused,
    Role,
    Section,
    Text,
    t,
)
from skills.belonging.accompanying import About, told_of, when
from skills.belonging.concerning import manages
from skills.belonging.drawing import reachable
from skills.belonging.finding import readers
from skills.belonging.model import Journey
from skills.belonging.settings import skill
from skills.belonging.tracks import MANAGER, mornings


def guides(_db: Session, day: Period) -> Select[int]:
    """Managers to whom the next step of a journey is due."""
    return readers(MANAGER, day)


def told(db: Session, day: Period, people: Collection[int]) -> Mapping[int, list[About]]:
    """Of which newcomers each of some managers hears on a day."""
    return told_of(db, MANAGER, day, people)


@skill.nudge(
    "manager",
    mornings("08:30"),
    audience=guides,
    given=told,
    priority=2,
    testable=False,
    by_day=True,
    concerns=manages,
)
def guide(person: Person, about: Mapping[int, Sequence[About]]) -> Card:
    """What a manager can do, for each newcomer of theirs."""
    first, *more = [line for one in about[person.id] for line in _lines(one)]
    buttons = [
        Button(t("page_for", newcomer=one.newcomer), hand_over, one.newcomer.id)
        for one in about[person.id]
        if one.step == 0 and not reachable(one.newcomer)
    ]
    return Card(first, lines=more, buttons=buttons)


def _lines(one: About) -> list[Text]:
    if one.step:
        return [t("manager_month", newcomer=one.newcomer)]
    here = reachable(one.newcomer)
    return [when(one), t("manager_first") if here else t("manager_page", newcomer=one.newcomer)]


@skill.button("page", also=ORGANISERS)
def hand_over(chat: Chat, newcomer: int) -> None:
    """Send the welcome of somebody without an account as a page to print."""
    found = chat.db.get(Journey, newcomer)
    who = chat.people([newcomer]).get(newcomer)
    mine = {who.manager, found.buddy_id} if who and found else set()
    if who is None or found is None or not may_hand_over(chat.person, mine):
        raise Refused(t("not_yours"))
    if chat.person.id not in mine:
        chat.audit("", about=who)
    file = Page(f"welcome {who.name}", t("page_title", name=who.name), sections(chat, who, found))
    chat.send(Card(t("page_sent", newcomer=who), file=file), to=chat.person)
    chat.whisper(t("file_sent"))


def may_hand_over(asker: Person, mine: Collection[int | None]) -> bool:
    """Whether somebody leads or accompanies the newcomer, or organises."""
    return asker.id in mine or bool(asker.roles & {*ORGANISERS})


def sections(chat: Chat, who: Person, found: Journey) -> list[Section]:
    """Whom to turn to, and what the first ninety days may hold."""
    known = chat.people([one for one in (found.buddy_id, who.manager) if one])
    boss, buddy = known.get(who.manager or 0), known.get(found.buddy_id or 0)
    managers = chat.house.holders(chat.db, Role.CM, chat.now)
    facts = [Fact(t("your_start"), found.start)]
    facts += [Fact(t("your_buddy"), buddy)] if buddy else []
    facts += [Fact(t("your_manager"), boss)] if boss else []
    facts += [Fact(t("your_organiser", count=len(managers)), managers)] if managers else []
    days = [
        Fact(t("page_first_day"), t("page_first_day_what")),
        Fact(t("page_first_week"), t("page_first_week_what")),
        Fact(t("page_first_month"), t("page_first_month_what")),
        Fact(t("page_ninety"), t("page_ninety_what")),
    ]
    return [Section(t("page_whom"), facts), Section(t("page_days"), days)]
