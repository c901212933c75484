"""Exporting from the chat: what leaves is looked at before, and who took it is in the audit."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.asking import Question, questions
from bot.cards import Button, Card, Fact
from bot.chat import Chat
from bot.directory.lookup import people_by_id
from bot.doors import Door
from bot.errors import Refused
from bot.files import Sheet
from bot.forms import Form, choice, date
from bot.people import Person
from bot.report import Period
from bot.runtime import takeout
from bot.runtime.built_in import skill
from bot.runtime.exports import AUDITORS
from bot.runtime.house import House
from bot.runtime.takeout import CSV, FORMS
from bot.texts import Text, Value, core
from bot.work import Work

# What is longer is written behind the answer.
AT_ONCE = 2_000
MOST = 100_000
TOLD = ("leaves", "noted", "explained")


def kinds(chat: Chat, _concerns: int | None) -> list[Question]:
    """What the asker may export."""
    doors = open_to(chat.house, chat.person)
    labels = {door.name: name_of(door) for door in doors}
    return [Question("kind", core("exporting.kind"), choice(list(labels)), labels=labels)]


def open_to(house: House, person: Person) -> list[Door]:
    """The exports that are for somebody with these roles."""
    found = sorted(house.router.exports.items())
    return [door for _, door in found if door.only & person.roles]


def name_of(door: Door) -> Text:
    """What an export is called."""
    return Text(f"export.{door.name}", {}, door.skill)


class Exported(Form):
    """Which things, from when to when, and how they are written."""

    what: dict[str, Any] = questions(kinds)
    first: datetime.date | None = date(default=None)
    last: datetime.date | None = date(default=None)
    written: str = choice(FORMS, default=CSV)


@skill.command("cm export", Exported, only=AUDITORS, reads=True)
def prepare(chat: Chat, form: Exported) -> None:
    """Say how much would leave, and what becomes of it then."""
    if form.first and form.last and form.last < form.first:
        raise Refused(core("exporting.backwards"), field="last")
    days = [str(day or "") for day in (form.first, form.last)]
    wanted = Wanted.of(chat.house, chat.person, form.what["kind"], form.written, *days)
    count = len(wanted.rows(chat.db, chat.now))
    if not count:
        raise Refused(core("exporting.nothing"), field="what_kind")
    if count > MOST:
        raise Refused(core("exporting.too_much", count=count, most=MOST), field="first")
    title = core(
        "exporting.preview", what=name_of(wanted.door), count=count, form=form.written.upper()
    )
    lines = [_when(form.first, form.last), *(core(f"exporting.{one}") for one in TOLD)]
    send_it = Button(core("exporting.send"), send, wanted.door.name, form.written, *days)
    chat.whisper(Card(title, lines=lines, buttons=[send_it]))


def _when(first: datetime.date | None, last: datetime.date | None) -> Text:
    if first and last:
        years = {"first_year": str(first.year), "last_year": str(last.year)}
        return core("exporting.between", first=first, last=last, **years)
    if first:
        return core("exporting.since", first=first, year=str(first.year))
    return (
        core("exporting.until", last=last, year=str(last.year)) if last else core("exporting.ever")
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to take with them, and how it is written."""

    house: House
    reader: Person
    door: Door
    form: str
    period: Period

    @classmethod
    def of(
        cls, house: House, reader: Person, kind: str, form: str, first: str, last: str
    ) -> Wanted:
        """The same as a button carries it; Refused where it is not for who asks."""
        door = next((one for one in open_to(house, reader) if one.name == kind), None)
        if door is None:
            raise Refused(core("gone"))
        period = takeout.period_of(_day(first), _day(last), house.company.zone)
        return cls(house, reader, door, form, period)

    def rows(self, db: Session, now: datetime.datetime) -> list[takeout.Row]:
        """What there is of it."""
        return list(self.house.exported(self.door, db, self.period, now))

    def card(self, rows: list[takeout.Row], now: datetime.datetime) -> Card:
        """The message with the file."""
        today = now.astimezone(self.house.company.clock).date()
        language = self.reader.language
        file = takeout.file_of(self.door, rows, self.form, language, self.period, today)
        text = core("exporting.here", what=name_of(self.door), count=len(rows))
        return Card(text, file=file)


def _day(written: str) -> datetime.date | None:
    return datetime.date.fromisoformat(written) if written else None


@skill.button("export_send", only=AUDITORS)
def send(chat: Chat, kind: str, form: str, first: str, last: str) -> None:
    """Send it to the asker alone; much of it a little later."""
    wanted = Wanted.of(chat.house, chat.person, kind, form, first, last)
    rows = wanted.rows(chat.db, chat.now)
    chat.audit(takeout.why(wanted.door, len(rows), form, wanted.period).reason)
    if len(rows) > AT_ONCE:
        chat.later(write, kind, form, first, last, chat.person.id)
        chat.whisper(core("exporting.later", count=len(rows)))
        return
    # Whole tables are not to lie in the outbox: nothing stays there once the file has left.
    chat.send(wanted.card(rows, chat.now), to=chat.person, passing=True)
    chat.whisper(core("exporting.sent"))


@skill.job("export_write")
def write(work: Work, kind: str, form: str, first: str, last: str, to: int) -> None:
    """Write much, and send it with a word to who asked, if it is still for them."""

    def card(db: Session) -> Card | None:
        reader = people_by_id(db.connection(), [to], work.now).get(to)
        if reader is None or not work.house.welcomes(reader):
            return None
        try:
            wanted = Wanted.of(work.house, reader, kind, form, first, last)
        except Refused:
            return None
        return wanted.card(wanted.rows(db, work.now), work.now)

    if found := work.read(card):
        work.write(partial(_hand_over, card=found, to=to))


def _hand_over(chat: Chat, card: Card, to: int) -> None:
    if reader := chat.people([to]).get(to):
        chat.send(card, to=reader, passing=True)


@skill.command("cm export dictionary", only=AUDITORS, reads=True)
def explain(chat: Chat) -> None:
    """Say what can be exported, and offer what each column means."""
    doors = open_to(chat.house, chat.person)
    facts = [
        Fact(name_of(door), core("exporting.columns", count=len(door.columns))) for door in doors
    ]
    button = Button(core("exporting.dictionary_file"), send_dictionary)
    chat.whisper(Card(core("exporting.dictionary"), facts=facts, buttons=[button]))


@skill.button("export_dictionary", only=AUDITORS)
def send_dictionary(chat: Chat) -> None:
    """Send what each column means, in which unit, and why it may leave."""
    titles = [core(f"exporting.title_{one}") for one in takeout.DICTIONARY]
    rows: list[list[Value]] = [
        [door.name, one.name, *takeout.meaning(door, one)]
        for door in open_to(chat.house, chat.person)
        for one in door.columns
    ]
    file = Sheet(f"dictionary {chat.today.isoformat()}", titles, rows)
    chat.send(Card(core("exporting.dictionary_here"), file=file), to=chat.person)
    chat.whisper(core("exporting.sent"))
