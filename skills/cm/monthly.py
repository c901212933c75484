"""Monthly: one page a month for the management, on screen and on paper."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Form,
    Page,
    Person,
    Question,
    Text,
    Work,
    choice,
    people_by_id,
    questions,
    t,
    text,
)
from skills.cm import month, month_page
from skills.cm.skill import skill


def languages(chat: Chat, _concerns: int | None) -> list[Question]:
    """The company's languages, its first one unless another is chosen."""
    spoken = chat.house.company.languages
    labels = {
        one: t(f"language_{one}") for one in spoken if chat.house.has_words("cm", f"language_{one}")
    }
    return [Question("one", t("report_language"), choice(spoken, default=spoken[0]), labels=labels)]


class Monthly(Form):
    """Of which month, and in which language."""

    month: str = text(default="", max_length=40)
    language: dict[str, Any] = questions(languages)


@skill.command("cm report", Monthly, only=ORGANISERS)
def ask(chat: Chat, form: Monthly) -> None:
    """Have the page of a month made, for whoever asks; it leaves Piazza, so it is noted."""
    found, language = month.meant(chat, form.month), form.language["one"]
    chat.audit(f"{found.first:%Y-%m} {language}")
    chat.later(make, found.first.toordinal(), language, chat.person.id)
    said = t("report_later", month=month.name(found))
    chat.whisper(Card(said, buttons=[Button(t("report_other"), choose)]))


@skill.button("report_other", only=ORGANISERS)
def choose(chat: Chat) -> None:
    """Open the form that asks which month, and in which language."""
    chat.open(Monthly)


@skill.job("report")
def make(work: Work, first: int, language: str, to: int) -> None:
    """Work it out beside everything else, and send it if it is still for who asked."""
    if not work.read(partial(_welcome, work=work, to=to)):
        return
    period = month.of(date.fromordinal(first), work.house.company.zone)
    said = work.read(partial(month_page.voices, work=work, period=period))
    quotes = work.bare(said, keep_numbers=True) if said else []
    page = work.read(partial(month_page.page, work=work, period=period, quotes=quotes))
    named = month.name(period)
    work.write(partial(_hand_over, page=page, named=named, language=language, to=to))


def _welcome(db: Session, work: Work, to: int) -> bool:
    reader = people_by_id(db.connection(), [to], work.now).get(to)
    return reader is not None and work.house.welcomes(reader) and _organises(reader)


def _organises(reader: Person) -> bool:
    return not reader.roles.isdisjoint(ORGANISERS)


def _hand_over(chat: Chat, page: Page, named: Text, language: str, to: int) -> None:
    reader = chat.people([to]).get(to)
    # A role may have gone while it was worked out.
    if reader is None or not _organises(reader):
        return
    for printed in (False, True):
        file = month_page.as_file(page, language, printed=printed)
        words = t("report_paper" if printed else "report_here", month=named)
        chat.send(Card(words, file=file), to=reader, passing=True)
