"""Promising: the community manager keeps the register of promises; everybody reads it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from bot.asking import Question, questions
from bot.cards import Button, Card, Fact, Section
from bot.chat import Chat
from bot.delivery.schedule import first_instant
from bot.errors import Refused
from bot.forms import Form, choice, date, person, text
from bot.insight import promises as register
from bot.insight.promises import DROPPED, KEPT, LONGEST, SHORTEST, STATES, Promise
from bot.people import ORGANISERS, Person, Role
from bot.runtime.built_in import skill
from bot.texts import Text, core

# So many days before it is due its owner is reminded, at this time of their day.
BEFORE, MORNING = datetime.timedelta(days=3), datetime.time(9)
# So long everybody reads what came of a promise.
LOOK_BACK = 90


class Promising(Form):
    """What is promised, who sees to it, until when."""

    owner: Person = person()
    due: datetime.date = date()
    words: str = text(min_length=SHORTEST, max_length=LONGEST, multiline=True)


class Report(Form):
    """What came of a promise."""

    which: dict[str, Any] = questions(lambda chat, concerns: _which(chat, concerns))
    state: str = choice(STATES)
    news: str = text(min_length=SHORTEST, max_length=LONGEST, multiline=True)


class Change(Form):
    """Who sees to a promise from now on, or until when."""

    which: dict[str, Any] = questions(lambda chat, concerns: _which(chat, concerns))
    owner: Person | None = person(default=None)
    due: datetime.date | None = date(default=None)
    why: str = text(min_length=SHORTEST, max_length=LONGEST, multiline=True)


@skill.command("cm promises", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """List what was promised, what is late first."""
    found = register.public(chat.db.connection(), chat.now, LOOK_BACK)
    if not found:
        chat.whisper(Card(core("promise.none"), buttons=_buttons(chat, [])))
        return
    sections = _sections(chat, found)
    chat.whisper(Card(core("promise.title"), sections=sections, buttons=_buttons(chat, found)))


@skill.command("piazza promises", reads=True)
def public(chat: Chat) -> None:
    """Tell everybody what was promised and what came of it."""
    found = register.public(chat.db.connection(), chat.now, LOOK_BACK)
    if not found:
        chat.whisper(core("promise.none"))
        return
    chat.whisper(Card(core("promise.title"), sections=_sections(chat, found)))


def _sections(chat: Chat, found: Sequence[Promise]) -> list[Section]:
    late = [one for one in found if one.is_open and one.due < chat.today]
    coming = [one for one in found if one.is_open and one.due >= chat.today]
    done = [one for one in found if not one.is_open]
    parts = (
        (core("promise.late", count=len(late)), late),
        (core("promise.coming"), coming),
        (core("promise.done", count=LOOK_BACK), done),
    )
    return [Section(title, [fact(one) for one in some]) for title, some in parts if some]


def fact(one: Promise) -> Fact:
    """A promise, and how it stands."""
    owner: Text | str = one.owner_name or core("promise.nobody")
    stands = core("promise.stands", state=state_of(one), owner=owner, due=one.due)
    said = core("promise.said", stands=stands, news=one.news) if one.news else stands
    return Fact(core("promise.named", number=one.id, words=one.words), said)


def state_of(one: Promise) -> Text:
    """How a promise stands, in a word."""
    return core(f"promise.state_{one.state}")


def _buttons(chat: Chat, found: Sequence[Promise]) -> list[Button]:
    if Role.CM not in chat.person.roles:
        return []
    more = [Button(core("promise.report"), report_any), Button(core("promise.change"), change_any)]
    return [Button(core("promise.make"), make), *(more if any(p.is_open for p in found) else [])]


@skill.button("promise_make", only=Role.CM)
def make(chat: Chat) -> None:
    """Open the form for a promise."""
    chat.open(Promising)


@skill.command("cm promise", Promising, only=Role.CM)
def promised(chat: Chat, form: Promising) -> None:
    """Keep a promise, and tell whoever sees to it."""
    found = keep(chat, form.words, form.owner, form.due, skill="bot", about=None)
    chat.audit(f"{found.id}", about=form.owner)
    chat.whisper(core("promise.kept_it", number=found.id, owner=form.owner, due=found.due))


def keep(
    chat: Chat, words: str, owner: Person, due: datetime.date, *, skill: str, about: int | None
) -> Promise:
    """Keep a promise; Refused where the day is over or the owner has left."""
    _check(chat, owner, due)
    found = register.add(
        chat.db.connection(),
        skill=skill,
        about=about,
        words=words,
        owner=owner.id,
        due=due,
        by=chat.person.id,
        now=chat.now,
    )
    _tell_owner(chat, found, owner)
    return found


def _check(chat: Chat, owner: Person, due: datetime.date) -> None:
    if due < chat.today:
        raise Refused(core("promise.past"), field="due")
    if not chat.house.welcomes(owner):
        raise Refused(core("promise.owner_gone", owner=owner), field="owner")


def _tell_owner(chat: Chat, found: Promise, owner: Person) -> None:
    button = [Button(core("promise.report"), report_mine, found.id)]
    if owner != chat.person:
        said = core("promise.yours", who=chat.person, words=found.words, due=found.due)
        chat.send(Card(said, lines=[core("promise.everybody_reads")], buttons=button), to=owner)
    soon = first_instant(found.due - BEFORE, MORNING, owner.clock)
    if soon > chat.now:
        said = core("promise.soon", words=found.words, due=found.due)
        chat.send(Card(said, buttons=button, about=found.id), to=owner, at=soon)


def _which(chat: Chat, concerns: int | None) -> list[Question]:
    """The promises that are open, to choose one; none where it is clear which is meant."""
    if concerns is not None:
        return []
    open_ = [one for one in register.public(chat.db.connection(), chat.now, 0) if one.is_open]
    labels = {str(one.id): one.words for one in open_}
    field: Any = choice(list(labels))
    return [Question("one", core("promise.which"), field, labels=labels)]


@skill.button("promise_report", only=Role.CM)
def report_any(chat: Chat) -> None:
    """Open the form that says what came of a promise."""
    chat.open(Report)


@skill.button("promise_report_mine")
def report_mine(chat: Chat, id_: int) -> None:
    """The same, for whoever sees to one."""
    _mine(chat, id_)
    chat.open(Report, concerns=id_)


@skill.form(Report)
def report(chat: Chat, form: Report) -> None:
    """Keep what came of a promise; everybody may read it."""
    found = _mine(chat, _meant(form.concerns, form.which))
    db = chat.db.connection()
    register.report(db, found.id, form.state, form.news, chat.person.id, chat.now)
    if form.state in (KEPT, DROPPED):
        chat.withdraw(found.id)
    chat.whisper(core("promise.reported", words=found.words))


@skill.button("promise_change", only=Role.CM)
def change_any(chat: Chat) -> None:
    """Open the form in which a promise changes its day or its owner."""
    chat.open(Change)


@skill.form(Change, only=Role.CM)
def change(chat: Chat, form: Change) -> None:
    """Give a promise to somebody else, or another day."""
    found = _mine(chat, _meant(form.concerns, form.which))
    known = chat.people([found.owner] if found.owner else [])
    owner = form.owner or (known.get(found.owner) if found.owner else None)
    if owner is None:
        raise Refused(core("promise.no_owner"), field="owner")
    due = form.due or found.due
    _check(chat, owner, due)
    chat.withdraw(found.id)
    register.change(chat.db.connection(), found.id, owner=owner.id, due=due)
    changed = register.find(chat.db.connection(), found.id)
    assert changed is not None
    _tell_owner(chat, changed, owner)
    chat.audit(f"{found.id}: {form.why}", about=owner)
    chat.whisper(core("promise.changed", words=found.words, owner=owner, due=due))


def _meant(concerns: int | None, which: dict[str, Any]) -> int:
    return concerns if concerns is not None else int(which["one"])


def _mine(chat: Chat, id_: int) -> Promise:
    """A promise that is open, of which the asker may report; Refused else."""
    found = register.find(chat.db.connection(), id_)
    if found is None:
        raise Refused(core("gone"))
    if found.owner != chat.person.id and Role.CM not in chat.person.roles:
        raise Refused(core("promise.not_yours"))
    if not found.is_open:
        raise Refused(core("promise.over", state=state_of(found)))
    return found


def section(db: Any, today: datetime.date) -> Section | None:
    """What the manager's digest says of promises that are late; None where none is."""
    late = register.overdue(db, today)
    if not late:
        return None
    return Section(core("promise.late", count=len(late)), [fact(one) for one in late])
