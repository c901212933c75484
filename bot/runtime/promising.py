"""Promising: the community manager keeps the register of promises; everybody reads it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from bot.asking import Question, questions
from bot.cards import Button, Card, Section
from bot.chat import Chat
from bot.delivery import backlog
from bot.delivery.schedule import first_instant
from bot.directory import audit
from bot.directory.audit import Why
from bot.errors import BotError, Refused
from bot.forms import Form, choice, date, person, text
from bot.insight import promises as register
from bot.insight.promises import LONGEST, SHORTEST, STATES, Promise
from bot.people import ORGANISERS, Person, Role
from bot.runtime.built_in import skill
from bot.runtime.promised import fact, state_of
from bot.texts import Text, core
from bot.work import Work

# So many days before it is due its owner is reminded, at this time of their day.
BEFORE, MORNING = datetime.timedelta(days=3), datetime.time(9)
REMIND = "promise_remind"
# So long everybody reads what came of a promise.
LOOK_BACK = 90
# What a report on somebody else's promise is called in the audit.
POWER = "bot.cm_promises"


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
@skill.button("cm_promises", only=ORGANISERS, reads=True)
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
    return [
        Section(title, [fact(chat.house, one) for one in some]) for title, some in parts if some
    ]


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
    if not SHORTEST <= len(words) <= LONGEST:
        raise BotError(f"a promise has {SHORTEST} to {LONGEST} characters, not {len(words)}")
    _check_day(chat, due)
    _check_owner(chat, owner)
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
    if owner != chat.person:
        said = core("promise.yours", who=chat.person, words=found.words, due=found.due)
        _tell_owner(chat, found, owner, said)
    _remind_of(chat, found, owner)
    return found


def fulfil(chat: Chat, *, skill: str, about: int) -> None:
    """Note as kept whatever is still open of what was promised because of a thing of a skill."""
    for one in register.promises(chat.db, skill=skill, about=about):
        if one.is_open:
            db, by = chat.db.connection(), chat.person.id
            register.report(db, one.id, register.KEPT, "", by, chat.now)


def _check_day(chat: Chat, due: datetime.date) -> None:
    if due < chat.today:
        raise Refused(core("promise.past"), field="due")


def _check_owner(chat: Chat, owner: Person) -> None:
    if not chat.house.welcomes(owner):
        raise Refused(core("promise.owner_gone", owner=owner), field="owner")


def _tell_owner(chat: Chat, found: Promise, owner: Person, said: Text) -> None:
    button = [Button(core("promise.report"), report_mine, found.id)]
    chat.send(Card(said, lines=[core("promise.everybody_reads")], buttons=button), to=owner)


def _remind_of(chat: Chat, found: Promise, owner: Person) -> None:
    soon, due = first_instant(found.due - BEFORE, MORNING, owner.clock), found.due.isoformat()
    # Due on a day once more it is reminded of already.
    known = backlog.waits(chat.db.connection(), f"bot.{REMIND}", [found.id, due])
    if soon > chat.now and not known:
        chat.later(remind, found.id, due, at=soon)


@skill.job(REMIND)
def remind(work: Work, id_: int, due: str) -> None:
    """Remind whoever sees to a promise by then, where it is still open and due that day."""
    work.write(lambda chat: _remind(chat, id_, due))


def _remind(chat: Chat, id_: int, due: str) -> None:
    found = register.find(chat.db.connection(), id_)
    if found is None or not found.is_open or found.due.isoformat() != due or not found.owner:
        return
    owner = chat.people([found.owner]).get(found.owner)
    if owner and chat.house.welcomes(owner):
        said = core("promise.soon", words=found.words, due=found.due)
        _tell_owner(chat, found, owner, said)


def _which(chat: Chat, concerns: int | None) -> list[Question]:
    """The promises that are open, to choose one; none where it is clear which is meant."""
    if concerns is not None:
        return []
    labels = {str(one.id): one.words for one in register.still_open(chat.db.connection())}
    field: Any = choice(list(labels))
    return [Question("one", core("promise.which"), field, labels=labels)]


@skill.button("promise_report", only=Role.CM)
def report_any(chat: Chat) -> None:
    """Open the form that says what came of a promise."""
    _check_any_open(chat)
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
    if found.owner != chat.person.id:
        # A power was used; whoever sees to it needs none.
        why = Why(f"{found.id}: {form.state}: {form.news}", found.owner)
        audit.note(db, chat.now, chat.workspace, chat.person.id, POWER, why)
    chat.whisper(core("promise.reported", words=found.words))


@skill.button("promise_change", only=Role.CM)
def change_any(chat: Chat) -> None:
    """Open the form in which a promise changes its day or its owner."""
    _check_any_open(chat)
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
    if form.due:
        _check_day(chat, due)
    _check_owner(chat, owner)
    register.change(chat.db.connection(), found.id, owner=owner.id, due=due)
    changed = register.find(chat.db.connection(), found.id)
    assert changed is not None
    _tell_change(chat, found, changed, owner)
    chat.audit(f"{found.id}: {form.why}", about=owner)
    chat.whisper(core("promise.changed", words=found.words, owner=owner, due=due))


def _tell_change(chat: Chat, before: Promise, after: Promise, owner: Person) -> None:
    new = after.owner != before.owner
    if owner != chat.person and (new or after.due != before.due):
        key = "promise.yours" if new else "promise.moved"
        said = core(key, who=chat.person, words=after.words, due=after.due)
        _tell_owner(chat, after, owner, said)
    if after.due != before.due:
        _remind_of(chat, after, owner)


def _check_any_open(chat: Chat) -> None:
    if not register.still_open(chat.db.connection()):
        raise Refused(core("promise.none_open"))


def _meant(concerns: int | None, which: dict[str, Any]) -> int:
    if concerns is None and not which:
        raise Refused(core("promise.none_open"))
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
