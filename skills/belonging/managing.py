"""Managing: who is new, whose buddy is whose; never what anybody answered, nor who has stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Row, Select, func, select

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Person,
    Refused,
    Role,
    Text,
    choice,
    members,
    person,
    t,
)
from skills.belonging.drawing import prepare, reachable
from skills.belonging.guiding import hand_over
from skills.belonging.model import Buddy, Journey
from skills.belonging.settings import skill
from skills.belonging.tracks import DAY, DAYS, NEWCOMER

MOST = 8
GOES_ON, ENDS = "goes_on", "ends"


class Guide(Form):
    """Who is a newcomer's buddy, and whether the journey goes on."""

    buddy: Person | None = person(default=None)
    going: str = choice((GOES_ON, ENDS), default=GOES_ON)


@skill.command("cm newcomers", only=ORGANISERS)
def overview(chat: Chat) -> None:
    """Show who is new."""
    show(chat, 0)


@skill.button("newcomers", only=ORGANISERS)
def show(chat: Chat, after: int) -> None:
    """Show some of them, those who came last first."""
    rows = chat.db.execute(_everybody(chat).offset(after).limit(MOST + 1)).all()
    if not rows:
        chat.whisper(Card(t("cm_nobody"), lines=[t("cm_how")], facts=_buddies(chat)))
        return
    shown, people = rows[:MOST], _known(chat, rows)
    facts = [
        Fact(
            t("cm_newcomer", newcomer=people[one.person_id], when=_when(chat, one.start)),
            people.get(one.buddy_id or 0) or t("cm_no_buddy"),
        )
        for one in shown
    ]
    buttons = _buttons(chat, [people[one.person_id] for one in shown])
    if len(rows) > MOST:
        buttons.append(Button(t("cm_more"), show, after + MOST))
    chat.whisper(Card(t("cm_title"), facts=[*facts, *_buddies(chat)], buttons=buttons))


def _everybody(chat: Chat) -> Select[int, date, int | None]:
    last = Journey.start >= chat.today - (DAYS[NEWCOMER][-1] + 1) * DAY
    query = select(Journey.person_id, Journey.start, Journey.buddy_id)
    here = query.where(last, ~Journey.ended, Journey.person_id.in_(members()))
    return here.order_by(Journey.start.desc(), Journey.person_id)


def _known(chat: Chat, rows: Sequence[Row[int, date, int | None]]) -> Mapping[int, Person]:
    ids = {id_ for one in rows for id_ in (one.person_id, one.buddy_id) if id_}
    return chat.people(ids)


def _when(chat: Chat, start: date) -> Text:
    day = (chat.today - start).days
    if day == 0:
        return t("cm_first_day")
    return t("cm_day", day=day) if day > 0 else t("cm_starts", start=start)


def _buttons(chat: Chat, newcomers: list[Person]) -> list[Button]:
    """To change something is for the manager, the page for every organiser."""
    pages = [
        Button(t("page_for", newcomer=one), hand_over, one.id)
        for one in newcomers
        if not reachable(one)
    ]
    if Role.CM not in chat.person.roles:
        return pages
    return [Button(t("cm_change", newcomer=one), ask_change, one.id) for one in newcomers] + pages


def _buddies(chat: Chat) -> list[Fact]:
    agreed = select(func.count()).select_from(Buddy).where(Buddy.person_id.in_(members()))
    return [Fact(t("cm_agreed"), chat.db.scalar(agreed) or 0)]


@skill.button("change", only=Role.CM)
def ask_change(chat: Chat, newcomer: int) -> None:
    """Ask who the buddy is to be."""
    found = _journey(chat, newcomer)
    buddy = chat.people([found.buddy_id]).get(found.buddy_id) if found.buddy_id else None
    chat.open(Guide, concerns=newcomer, **({"buddy": buddy} if buddy else {}))


@skill.form(Guide, only=Role.CM)
def assign(chat: Chat, form: Guide) -> None:
    """Name a buddy, or end a journey."""
    found = _journey(chat, form.concerns or 0)
    newcomer = chat.people([found.person_id])[found.person_id]
    if form.going == ENDS:
        found.ended, found.stopped = True, found.stopped or chat.now
        chat.audit("", about=newcomer)
        chat.whisper(t("cm_ended", newcomer=newcomer))
        return
    if form.buddy is None or form.buddy.id == found.buddy_id:
        raise Refused(t("cm_nothing_new"), field="buddy")
    if form.buddy == newcomer:
        raise Refused(t("cm_own_buddy"), field="buddy")
    found.buddy_id = form.buddy.id
    chat.db.flush()
    prepare(chat, {found.person_id: found.start}, chat.today)
    chat.audit(f"→ {form.buddy.name}", about=newcomer)
    chat.whisper(t("cm_changed", newcomer=newcomer, buddy=form.buddy))


def _journey(chat: Chat, newcomer: int) -> Journey:
    found = chat.db.get(Journey, newcomer, with_for_update=True)
    if found is None or found.ended:
        raise Refused(t("cm_gone"))
    return found
