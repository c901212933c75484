"""Functions that a skill's decorators must not take."""

# Functions whose body is of no interest here are written with three dots.
# mypy: disable-error-code="empty-body"

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import (
    Card,
    Chat,
    Fact,
    Form,
    Message,
    Period,
    Person,
    Role,
    Section,
    Settings,
    Skill,
    Table,
    members,
    t,
    teammates,
    text,
    weekly,
)

HOME = Path(__file__).parent
FRIDAY = weekly("friday", at="15:00")


class Give(Form):
    words: str = text()


class Other(Form):
    words: str = text()


class Row(Table):
    __tablename__ = "toy"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class ToySettings(Settings):
    channel: str = "#toys"


skill = Skill("toy", home=HOME)
Skill("toy")  # must fail
Skill("toy", home=str(HOME))  # must fail
Skill("toy", home=HOME, tables=[Give])  # must fail
Skill("toy", home=HOME, tables=[Row], settings=Give)  # must fail
Skill("toy", home=HOME, settings=ToySettings())  # must fail


@skill.command("toy", Give)  # must fail
def wrong_form(chat: Chat, form: Other) -> None: ...


@skill.command("toy two", Give)  # must fail
def no_form(chat: Chat) -> None: ...


@skill.command("toy three")  # must fail
def unexpected_form(chat: Chat, form: Give) -> None: ...


@skill.command("toy four")  # must fail
def not_a_chat(chat: Person) -> None: ...


@skill.command("toy five")  # must fail
async def waits(chat: Chat) -> None: ...


@skill.command("toy six", only="cm")  # must fail
def by_a_word(chat: Chat) -> None: ...


@skill.command("toy seven", Give, only="cm")  # must fail
def by_a_word_with_a_form(chat: Chat, form: Give) -> None: ...


@skill.command("toy eight", Give, reads="yes")  # must fail
def reads_by_a_word(chat: Chat, form: Give) -> None: ...


@skill.command("toy nine", Row)  # must fail
def not_a_form(chat: Chat, form: Row) -> None: ...


@skill.command  # must fail
def without_words(chat: Chat) -> None: ...


@skill.form(Give)  # must fail
def takes_another(chat: Chat, form: Other) -> None: ...


@skill.form(Give, only="cm")  # must fail
def form_by_a_word(chat: Chat, form: Give) -> None: ...


@skill.shortcut("keep")  # must fail
def without_a_message(chat: Chat) -> None: ...


@skill.shortcut("keep")  # must fail
def of_words(chat: Chat, message: str) -> None: ...


@skill.shortcut("keep", only="cm")  # must fail
def shortcut_by_a_word(chat: Chat, message: Message) -> None: ...


def everybody(db: Session, week: Period) -> Select[int]:
    return members()


def ids(db: Session, week: Period) -> list[int]:
    return [1]


def names(db: Session, week: Period) -> Select[str]:
    return select(Row.name)


def couples(db: Session, week: Period) -> Select[int, int]:
    return teammates(1, members())


@skill.nudge("pair one", FRIDAY, audience=couples)  # must fail
def of_one_alone(person: Person) -> Card: ...


@skill.nudge("pair two", FRIDAY, audience=everybody)  # must fail
def of_somebody_else(person: Person, other: Person) -> Card: ...


def for_ever(db: Session) -> Select[int]:
    return members()


@skill.nudge("a", FRIDAY, audience=everybody)  # must fail
def words_only(person: Person) -> str: ...


@skill.nudge("b", FRIDAY, audience=everybody)  # must fail
def nothing(person: Person) -> None: ...


@skill.nudge("c", FRIDAY, audience=everybody)  # must fail
def of_a_chat(chat: Chat) -> Card: ...


@skill.nudge("d", FRIDAY)  # must fail
def for_nobody(person: Person) -> Card: ...


@skill.nudge("e", FRIDAY, audience=ids)  # must fail
def for_a_list(person: Person) -> Card: ...


@skill.nudge("f", FRIDAY, audience=names)  # must fail
def for_names(person: Person) -> Card: ...


@skill.nudge("g", FRIDAY, audience=for_ever)  # must fail
def without_a_week(person: Person) -> Card: ...


@skill.nudge("h", "friday 15:00", audience=everybody)  # must fail
def at_a_word(person: Person) -> Card: ...


@skill.post("a", FRIDAY)  # must fail
def without_a_period(chat: Chat) -> None: ...


@skill.post("b", FRIDAY)  # must fail
def of_a_person(person: Person, week: Period) -> None: ...


@skill.post("c", FRIDAY)  # must fail
def returns_a_card(chat: Chat, week: Period) -> Card: ...


@skill.post("d", timedelta(days=7))  # must fail
def every_so_often(chat: Chat, week: Period) -> None: ...


@skill.report  # must fail
def of_a_chat_again(chat: Chat, period: Period) -> Section | None: ...


@skill.report  # must fail
def returns_facts(db: Session, period: Period) -> list[Fact]: ...


@skill.knows  # must fail
def knows_a_text(db: Session, person: Person) -> str: ...


@skill.knows  # must fail
def knows_nobody(db: Session) -> Sequence[Fact]: ...


@skill.forget  # must fail
def forgets_nobody(db: Session) -> None: ...


@skill.forget  # must fail
def forgets_an_id(db: Session, person: int) -> None: ...


@skill.command("toy ten", only=Role.CM)
def with_a_chat(chat: Chat) -> None:
    chat.settings(ToySettings).channel.upper()
    chat.settings(ToySettings).chanel  # must fail
    chat.settings(ToySettings).channel.year  # must fail
    chat.settings(Row)  # must fail
    chat.settings("toy")  # must fail
    chat.whisper("words")  # must fail
    chat.say(t("a"), to=chat.person)  # must fail
    chat.say(t("a"), "#toys")  # must fail
    chat.send(t("a"), to="U1")  # must fail
    chat.send(t("a"))  # must fail
    chat.update(t("a"))  # must fail
    chat.open(Row)  # must fail
    chat.open(Give(words="a"))  # must fail
    chat.person.zoen  # must fail
    chat.asker.name  # must fail
    chat.now = "today"  # must fail
    t(3)  # must fail
    t("a", what=object())  # must fail
    t("a", what=None)  # must fail
    Fact("a", 1)  # must fail
    Fact(t("a"), None)  # must fail
    Section("a")  # must fail
    weekly("friday")  # must fail
    weekly(5, at="15:00")  # must fail
