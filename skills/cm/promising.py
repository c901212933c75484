"""Promising: what is promised because of a theme, anew or of what was promised already."""

from __future__ import annotations

import datetime
from typing import Any

from bot import (
    Button,
    Card,
    Chat,
    Form,
    Person,
    Promise,
    Question,
    Refused,
    Role,
    Theme,
    choice,
    date,
    person,
    promises,
    questions,
    t,
    text,
)
from skills.cm.finding import theme_of
from skills.cm.skill import skill

# What came of a promise is news for so long.
LATELY = datetime.timedelta(days=90)
MOST, LONGEST_LABEL = 100, 36


class Vowed(Form):
    """What is promised because of a theme."""

    owner: Person = person()
    due: datetime.date = date()
    words: str = text(min_length=10, max_length=300, multiline=True)


class Link(Form):
    """Which promise has to do with a theme."""

    promise: dict[str, Any] = questions(lambda chat, concerns: _which(chat, concerns))


def offered(chat: Chat, one: Theme) -> list[Button]:
    """A promise that speaks of the theme, to be linked at one press."""
    speak = (each for each in _others(chat, one.id) if one.is_in(each.words))
    first = next(speak, None)
    if first is None:
        return []
    return [Button(t("theme_link_it", words=_short(first.words)), link_it, one.id, first.id)]


def buttons_of(chat: Chat, one: Theme) -> list[Button]:
    """What is promised because of a theme, and what was promised already."""
    found = [Button(t("theme_promise"), ask, one.id)]
    others = _others(chat, one.id)
    return [*found, Button(t("theme_link"), ask_which, one.id)] if others else found


def _others(chat: Chat, id_: int) -> list[Promise]:
    """What was promised and stands not on the theme's card."""
    there = {each.id for each in chat.themes.promises(id_)}
    found = promises(chat.db, since=chat.now - LATELY)
    return [each for each in found if each.id not in there][:MOST]


def _short(words: str) -> str:
    one = " ".join(words.split())
    return one if len(one) <= LONGEST_LABEL else f"{one[: LONGEST_LABEL - 1].rstrip()}…"


@skill.button("theme_promise", only=Role.CM)
def ask(chat: Chat, id_: int) -> None:
    """Open the form for a promise because of a theme."""
    chat.open(Vowed, concerns=theme_of(chat, id_).id)


@skill.form(Vowed, only=Role.CM)
def keep(chat: Chat, form: Vowed) -> None:
    """Keep a promise; it stands on the theme's card and in the register."""
    found = theme_of(chat, form.concerns or 0)
    made = chat.promise(form.words, owner=form.owner, due=form.due, about=found.id)
    chat.themes.link(found.id, made.id)
    chat.audit(f"{made.id}", about=form.owner)
    chat.whisper(t("theme_promised", number=made.id, owner=form.owner, due=made.due))


def _which(chat: Chat, concerns: int | None) -> list[Question]:
    """The promises that can be linked."""
    labels = {str(one.id): one.words for one in _others(chat, concerns or 0)}
    field: Any = choice(list(labels))
    return [Question("one", t("link_which"), field, labels=labels)]


@skill.button("theme_link", only=Role.CM)
def ask_which(chat: Chat, id_: int) -> None:
    """Open the form that asks which promise."""
    found = theme_of(chat, id_)
    if not _others(chat, found.id):
        raise Refused(t("theme_nothing_to_link"))
    chat.open(Link, concerns=found.id)


@skill.form(Link, only=Role.CM)
def link(chat: Chat, form: Link) -> None:
    """Link the promise that was chosen."""
    link_it(chat, form.concerns or 0, int(form.promise["one"]))


@skill.button("theme_link_it", only=Role.CM)
def link_it(chat: Chat, id_: int, promise_id: int) -> None:
    """Let a promise stand on a theme's card; it can be undone."""
    found = theme_of(chat, id_)
    one = next((each for each in promises(chat.db) if each.id == promise_id), None)
    if one is None:
        raise Refused(t("theme_promise_gone"))
    chat.themes.link(found.id, one.id)
    chat.audit(f"{one.id}")
    name = found.title(chat.person.language)
    undo = Button(t("theme_undo"), unlink, found.id, one.id)
    chat.whisper(Card(t("theme_linked", words=one.words, name=name), buttons=[undo]))


@skill.button("theme_unlink", only=Role.CM)
def unlink(chat: Chat, id_: int, promise_id: int) -> None:
    """Let it stand there no more."""
    found = theme_of(chat, id_)
    chat.themes.unlink(found.id, promise_id)
    chat.audit(f"{promise_id}")
    chat.whisper(t("theme_unlinked", name=found.title(chat.person.language)))
