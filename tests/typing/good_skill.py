"""A skill as its author writes one: all of this must type-check."""

# Functions whose body is of no interest here are written with three dots.
# mypy: disable-error-code="empty-body"

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day
from pathlib import Path

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import (
    Button,
    Card,
    Channel,
    Chart,
    Chat,
    Fact,
    Form,
    Message,
    Period,
    Person,
    Refused,
    Role,
    Section,
    Series,
    Settings,
    Skill,
    Table,
    Text,
    choice,
    daily,
    date,
    members,
    people,
    person,
    scale,
    t,
    teammates,
    text,
    weekly,
)


class Row(Table):
    __tablename__ = "toy"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]


class ToySettings(Settings):
    channel: str = "#toys"
    colours: tuple[str, ...] = ("red",)


def colours(settings: ToySettings) -> tuple[str, ...]:
    return settings.colours


class Order(Form):
    who: Person = person()
    whom: list[Person] = people(most=3)
    words: str = text(min_length=2, multiline=True)
    colour: str = choice(colours, default="")
    size: int = scale(1, 10)
    by: day | None = date(default=None)


class Look(Form):
    words: str = text()


class Rush(Order):
    reason: str = text()


skill = Skill("toy", home=Path(__file__).parent, tables=[Row], settings=ToySettings)


@skill.command("toy")
def plain(chat: Chat) -> None:
    chat.whisper(t("hello"))
    chat.whisper(Card(t("hello", count=3, who=chat.person, where=Channel("slack:T1", "C1"))))


@skill.command("toy list", only=Role.CM, reads=True)
def listed(chat: Chat) -> None:
    found: dict[int, Person] = chat.people([1, 2])
    chat.say(t("all", who=list(found.values())), to=chat.settings(ToySettings).channel)
    chat.send(Card(t("hello"), quote="words"), to=chat.person)


@skill.command("toy look", Look, reads=True)
def look(chat: Chat, form: Look) -> None:
    chat.whisper(t("hello", words=form.words))


@skill.command("toy order", Order, only=Role.CM)
def order(chat: Chat, form: Order) -> None:
    if form.size > 3:
        raise Refused(t("too_big"), field="size")
    chat.db.add(Row(person_id=form.who.id))
    chat.update(Card(t("done"), about=1))


@skill.form(Rush)
def rush(chat: Chat, form: Rush) -> None:
    order(chat, form)
    print(form.reason.upper(), form.by and form.by.year)


@skill.button
def bare(chat: Chat) -> None:
    chat.open(Order, who=chat.person)


@skill.button("with_arguments", only=Role.CM, reads=True)
def with_arguments(chat: Chat, number: int, words: str, really: bool) -> None:
    bare(chat)


@skill.shortcut("keep", only=Role.WORKERS_REPRESENTATIVE)
def keep(chat: Chat, message: Message) -> None:
    if message.author is not None:
        chat.open(Order, who=message.author, words=message.text)


def audience(db: Session, week: Period) -> Select[int]:
    return members().where(members().selected_columns.id.in_(select(Row.person_id)))


@skill.nudge("ask", weekly("friday", at="15:00"), audience=audience)
def ask(person: Person) -> Card:
    return Card(t("ask", name=person.name), buttons=[Button(t("yes"), bare)])


def pairs(db: Session, week: Period, *, among: Select[int]) -> Select[int, int]:
    return teammates(week.first.toordinal(), among)


@skill.nudge("beside", weekly("monday", at="9:00"), audience=pairs, every=2, unless=["ask"])
def beside(person: Person, other: Person) -> Card:
    return Card(t("ask", name=other.name))


@skill.reaction(lambda settings: str(settings.channel))
def reacted(chat: Chat, about: int) -> None:
    chat.whisper(t("ask"))


@skill.reply(when=lambda settings: bool(settings.channel))
def replied(chat: Chat, about: int, message: Message) -> None:
    chat.whisper(t("ask", name=message.text))


@skill.post("digest", daily(at="09:00"))
def digest(chat: Chat, week: Period) -> None:
    chat.say(t("digest", first=week.first), to="#toys")


@skill.report
def report(db: Session, period: Period) -> Section | None:
    series = Series(t("given"), [("Monday", 1.0), (period.first, None)])
    chart = Chart(t("title"), [series], t("alt"), kind="line")
    return Section(t("title"), [Fact(t("given"), 1)], chart)


@skill.knows
def knows(db: Session, person: Person) -> Sequence[Fact]:
    return [Fact(t("known"), row.id) for row in db.scalars(select(Row))]


@skill.forget
def forget(db: Session, person: Person) -> None:
    db.execute(delete(Row).where(Row.person_id == person.id))


def buttons(label: Text) -> list[Button]:
    return [Button(label, bare), Button(label, with_arguments, 1, "one", True)]


def orders(ann: Person) -> list[Order]:
    return [
        Order(who=ann, whom=[ann], words="hello", size=1),
        Order(who=ann, whom=[], words="hello", size=1, colour="red", by=day(2026, 11, 23)),
        Rush(who=ann, whom=[ann], words="hello", size=1, reason="now"),
    ]


def called_directly(chat: Chat, ann: Person, session: Session, week: Period) -> None:
    plain(chat)
    order(chat, orders(ann)[0])
    with_arguments(chat, 1, "one", True)
    keep(chat, Message(ann, "words", Channel("slack:T1", "C1"), "1.1"))
    card: Card = ask(ann)
    digest(chat, week)
    section: Section | None = report(session, week)
    facts: Sequence[Fact] = knows(session, ann)
    forget(session, ann)
    print(card, section, facts)
