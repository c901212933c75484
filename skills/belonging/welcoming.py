"""Welcoming: what a newcomer hears on the days of their journey, on their own mornings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import Button, Card, Fact, Period, Person, Role, Section, holding, people_by_id, t
from skills.belonging.answering import ask_buddy, ask_first, ask_surprise
from skills.belonging.concerning import is_new
from skills.belonging.finding import due_to, readers
from skills.belonging.model import Answer, Journey
from skills.belonging.settings import BelongingSettings, skill
from skills.belonging.standing import stop
from skills.belonging.tracks import DAYS, NEWCOMER, mornings
from skills.belonging.volunteering import be_buddy


@dataclass(frozen=True, slots=True)
class Told:
    """What a newcomer is told: which step it is, whom to turn to, how to say thanks.

    `words` are what they wrote for themselves or the manager about what surprised them.
    """

    step: int
    start: date
    day: date
    buddy: Person | None
    boss: Person | None
    organisers: Sequence[Person]
    thanks: str
    words: str


def welcomed(_db: Session, day: Period) -> Select[int]:
    """Those to whom the next step of their journey is due."""
    return readers(NEWCOMER, day)


def told(
    db: Session, day: Period, people: Collection[int], settings: BelongingSettings
) -> Mapping[int, Told]:
    """What each of some newcomers is told on a day."""
    rows = due_to(db, NEWCOMER, day, people)
    buddies = _buddies(db, people)
    now = day.start_at
    organisers = db.scalars(holding(Role.CM, now)).all()
    newcomers = people_by_id(db.connection(), people, now)
    bosses = {one.manager for one in newcomers.values() if one.manager}
    known = people_by_id(db.connection(), {*buddies.values(), *bosses, *organisers}, now)
    # Who has left since last night is let go of only tonight.
    here = {id_: one for id_, one in known.items() if one.active}
    words = _surprises(db, people)
    return {
        row.newcomer: Told(
            row.step,
            row.start,
            day.first,
            here.get(buddies.get(row.newcomer, 0)),
            here.get(newcomers[row.newcomer].manager or 0),
            [here[one] for one in organisers if one in here and one != row.newcomer],
            settings.thanks,
            words.get(row.newcomer, ""),
        )
        for row in rows
    }


def _buddies(db: Session, people: Collection[int]) -> dict[int, int]:
    query = select(Journey.person_id, Journey.buddy_id)
    mine = Journey.person_id.in_(people), Journey.buddy_id.is_not(None)
    return {row.person_id: row.buddy_id for row in db.execute(query.where(*mine))}


def _surprises(db: Session, people: Collection[int]) -> dict[int, str]:
    query = select(Answer.person_id, Answer.words)
    mine = Answer.person_id.in_(people), Answer.day == 30
    return {row.person_id: row.words for row in db.execute(query.where(*mine))}


@skill.nudge(
    "welcome",
    mornings("09:30"),
    audience=welcomed,
    given=told,
    counts=False,
    testable=False,
    by_day=True,
    concerns=is_new,
)
def welcome(person: Person, about: Mapping[int, Told]) -> Card:
    """The words of the step that is due."""
    said = about[person.id]
    return STEPS[DAYS[NEWCOMER][said.step]](person, said)


def first_day(person: Person, said: Told) -> Card:
    """Who is what, and a first question."""
    on_time = said.day == said.start
    hello = t("hello", name=person.name) if on_time else t("hello_late", name=person.name)
    buddy = [t("hello_buddy", buddy=said.buddy)] if said.buddy else []
    return Card(
        hello,
        lines=[*buddy, t("hello_piazza")],
        facts=contacts(said),
        sections=[Section(t("first_question"))],
        buttons=[Button(t("answer"), ask_first), Button(t("no_more"), stop)],
    )


def contacts(said: Told) -> list[Fact]:
    """Whom to turn to."""
    facts = []
    if said.buddy:
        facts.append(Fact(t("your_buddy"), said.buddy))
    if said.boss:
        facts.append(Fact(t("your_manager"), said.boss))
    if said.organisers:
        facts.append(Fact(t("your_organiser", count=len(said.organisers)), list(said.organisers)))
    return facts


def first_thanks(person: Person, said: Told) -> Card:
    """Somebody may have helped: a thank-you takes a minute."""
    lines = [t("thanks_how", command=said.thanks)] if said.thanks else [t("thanks_anyhow")]
    buttons = [Button(t("no_more"), stop)]
    return Card(t("thanks_title", name=person.name), lines=lines, buttons=buttons)


def first_week(person: Person, said: Told) -> Card:
    """How it is going, and whom to ask."""
    buttons = [Button(t("no_more"), stop)]
    if said.buddy:
        buttons.insert(0, Button(t("ask_buddy", buddy=said.buddy), ask_buddy))
    lines = [t("week_whom")] if contacts(said) else [t("week_anybody")]
    title = t("week_title", name=person.name)
    return Card(title, lines=lines, facts=contacts(said), buttons=buttons)


def first_month(person: Person, said: Told) -> Card:
    """What surprised them: whoever has been here for long does not see it any more."""
    buttons = [Button(t("write_down"), ask_surprise), Button(t("no_more"), stop)]
    return Card(t("month_title", name=person.name), lines=[t("month_why")], buttons=buttons)


def last_day(person: Person, said: Told) -> Card:
    """Thanks, and a question: who knows better what a newcomer needs?"""
    lines = [t("end_next")]
    if said.words:
        lines.insert(0, t("end_words", words=said.words))
    buttons = [Button(t("be_buddy"), be_buddy)]
    return Card(t("end_title", name=person.name), lines=lines, buttons=buttons)


STEPS: Mapping[int, Callable[[Person, Told], Card]] = {
    0: first_day,
    3: first_thanks,
    7: first_week,
    30: first_month,
    90: last_day,
}
