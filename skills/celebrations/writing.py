"""Writing: colleagues of who wants wishes are asked for a line, once and by lot; nobody else is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import Select, delete, literal, select
from sqlalchemy.orm import Session

from bot import (
    Button,
    Card,
    Chat,
    Form,
    Period,
    Person,
    Refused,
    Schedule,
    colleagues,
    members,
    people_by_id,
    t,
    text,
)
from skills.celebrations import cards
from skills.celebrations.choosing import standing
from skills.celebrations.dates import BIRTHDAY, SILENCE, WorksOn, asked_for, born_on, coming
from skills.celebrations.model import LONGEST, Choice, Line, Told
from skills.celebrations.settings import skill

WEEKDAYS = Schedule(frozenset(range(5)), time(10))
# So many of a team, drawn by lot; and so many birthdays are named to one at once.
MOST_ASKED, MOST_NAMED = 20, 4
# A line is for a birthday that is no further away.
SOON = 7


@dataclass(frozen=True, slots=True)
class Soon:
    """Somebody who has a birthday soon, and when."""

    person: Person
    day: date


def pairs(day: date, works_on: WorksOn, writers: Collection[int] | None = None) -> Select[int, int]:
    """Whom to ask on a day for a line to whom, the writer first; of all or of some `writers`."""
    born = Choice.birthday != SILENCE, Choice.wishes, born_on(asked_for(day, works_on))
    here = members()
    # Looked up for each: SQLite would find everybody in the company first.
    there = here.where(here.selected_columns.id == Choice.person_id).exists()
    wanting = select(Choice.person_id).where(*born, there)
    drawn = colleagues(wanting, MOST_ASKED, day.toordinal(), writers).subquery()
    writer, to = drawn.c.other, drawn.c.of
    unwilling = select(Choice.person_id).where(~Choice.asked)
    written = select(Line.id).where(Line.to_id == to, Line.writer_id == writer, Line.day > day)
    return select(writer, to).where(writer.not_in(unwilling), ~written.exists())


def invited(_db: Session, day: Period, works_on: WorksOn) -> Select[int]:
    """Everybody who is asked for a line on a day."""
    return select(pairs(day.first, works_on).subquery().c.other)


def about_whom(
    db: Session, day: Period, people: set[int], works_on: WorksOn
) -> Mapping[int, Sequence[Soon]]:
    """Who has a birthday soon, by whoever is asked for a line."""
    asked: dict[int, list[int]] = defaultdict(list)
    for writer, to in db.execute(pairs(day.first, works_on, people)):
        asked[writer].append(to)
    whom = {to for some in asked.values() for to in some}
    celebrated = people_by_id(db.connection(), whom, day.start_at)
    born = {
        one.person_id: one for one in db.scalars(select(Choice).where(Choice.person_id.in_(whom)))
    }
    soon = {
        id_: Soon(celebrated[id_], found)
        for id_ in whom
        if id_ in celebrated and (found := coming(born[id_], day.first, SOON))
    }
    return {writer: [soon[to] for to in some if to in soon] for writer, some in asked.items()}


def has_colleagues(db: Session, person: Person) -> bool:
    """Whether anybody is of somebody's team."""
    others = colleagues(select(literal(person.id)), 1, 0)
    return db.execute(others.limit(1)).first() is not None


@skill.nudge(
    "write",
    WEEKDAYS,
    audience=invited,
    given=about_whom,
    by_day=True,
    testable=False,
    concerns=has_colleagues,
)
def ask(person: Person, whom: Mapping[int, Sequence[Soon]]) -> Card:
    """Ask for a line to a colleague of somebody's team."""
    soon = sorted(whom.get(person.id, ()), key=lambda one: (one.day, one.person.name))[:MOST_NAMED]
    lines = [t("write_whose", colleague=one.person, day=one.day) for one in soon]
    buttons = [Button(t("write_to", name=one.person.name), write, one.person.id) for one in soon]
    buttons.append(Button(t("write_never"), never))
    return Card(t("write_ask"), lines=[*lines, t("write_how")], buttons=buttons)


class Wish(Form):
    """A line for a colleague's day."""

    words: str = text(min_length=2, max_length=LONGEST, multiline=True)


@skill.button("write")
def write(chat: Chat, person_id: int) -> None:
    """Open the form for a line, with the one that waits already."""
    to, _ = whom(chat, person_id)
    before = waiting(chat, person_id)
    words = {"words": before.words} if before else {}
    chat.open(Wish, t("write_note", to=to), concerns=person_id, **words)


@skill.form(Wish)
def keep_line(chat: Chat, form: Wish) -> None:
    """Keep a line until the day, in the place of an earlier one."""
    chat.in_turn("lines")
    to, day = whom(chat, form.concerns or 0)
    line = waiting(chat, to.id)
    if line is None:
        line = Line(to_id=to.id, writer_id=chat.person.id, day=day)
        chat.db.add(line)
    line.words, line.written = form.words, chat.now
    chat.db.flush()
    chat.whisper(
        Card(
            t("written", to=to, day=day),
            quote=form.words,
            buttons=[
                Button(t("write_other"), write, to.id),
                Button(t("write_take_back"), take_back, line.id),
            ],
        )
    )


def whom(chat: Chat, person_id: int) -> tuple[Person, date]:
    """Who has a birthday soon and wants wishes, and when; Refused where nobody does any more."""
    found = chat.db.get(Choice, person_id)
    person = chat.people([person_id]).get(person_id)
    if found is None or person is None or not found.wishes or person == chat.person:
        raise Refused(t("write_over"))
    day = coming(found, chat.now.astimezone(person.clock).date(), SOON)
    mine = Told.person_id == person_id, Told.kind == BIRTHDAY, Told.day == day
    if day is None or chat.db.scalar(select(Told.id).where(*mine, Told.privately.is_not(None))):
        raise Refused(t("write_over"))
    return person, day


def waiting(chat: Chat, to: int) -> Line | None:
    """The asker's line that waits for somebody's day."""
    mine = Line.to_id == to, Line.writer_id == chat.person.id, Line.told.is_(None)
    return chat.db.scalar(select(Line).where(*mine, Line.written > chat.now - timedelta(days=30)))


@skill.button("take_back")
def take_back(chat: Chat, line_id: int) -> None:
    """Take a line back, on the day also out of the message it is in by now.

    Later nobody gets a message on it again: what was read on the day stays with them.
    """
    chat.in_turn("lines")
    line = chat.db.get(Line, line_id)
    if line is None or line.writer_id != chat.person.id:
        raise Refused(t("line_gone"))
    to = chat.people([line.to_id])[line.to_id]
    if line.told and line.day < chat.now.astimezone(to.clock).date():
        chat.db.execute(delete(Line).where(Line.id == line.id))
        chat.whisper(t("taken_back_late", to=to))
        return
    remove(chat, line)
    chat.whisper(t("taken_back"))


def remove(chat: Chat, line: Line) -> None:
    """Delete a line, also out of the message it is in by now."""
    told = chat.db.get(Told, line.told) if line.told else None
    chat.db.execute(delete(Line).where(Line.id == line.id))
    if told is not None:
        person = chat.people([told.person_id]).get(told.person_id)
        if person is not None:
            # What somebody got in a direct message can be taken back, and not changed.
            chat.withdraw(told.id)
            card = cards.birthday(chat, person, told, t("wishes_again"))
            chat.send(card, to=person, unasked=True)


@skill.button("never")
def never(chat: Chat) -> None:
    """Ask somebody for no more lines."""
    found = standing(chat)
    if found is None:
        found = Choice(
            person_id=chat.person.id,
            birthday=SILENCE,
            anniversary=SILENCE,
            wishes=False,
            chosen=None,
        )
        chat.db.add(found)
    found.asked = False
    chat.whisper(Card(t("kept_not_asked"), lines=[t("kept_not_asked_only")]))
