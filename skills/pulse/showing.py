"""Showing: what came of the last round, as a card, a page and a table."""

from __future__ import annotations

import datetime

from bot import ORGANISERS, Button, Card, Chat, Form, Person, Refused, Role, date, person, t, text
from skills.pulse import outcomes
from skills.pulse.outcomes import Outcomes
from skills.pulse.paper import page_of
from skills.pulse.settings import skill
from skills.pulse.sheet import sheet_of
from skills.pulse.themes import themes

# What everyone reads shows whole companies and divisions; teams are for the manager.
DIVISIONS = 2


def for_manager(found: Outcomes) -> Card:
    """What the manager reads: down to the teams, with what is to be taken further."""
    shared = [t("theme", word=one.word, count=one.count) for one in themes(found.comments)]
    lines = [t("results_hidden"), *([t("themes", themes=shared)] if shared else [])]
    if found.comments:
        lines.append(t("comments_on_page"))
    return Card(
        t("results_title", day=found.round.week),
        lines=lines,
        facts=outcomes.facts(found),
        chart=outcomes.heat(found),
        buttons=[
            Button(t("promise_it"), promise_it, found.round.id),
            Button(t("as_page"), as_page),
            Button(t("as_table"), as_table),
        ],
    )


def for_everyone(found: Outcomes) -> Card:
    """What everybody who was asked reads."""
    return Card(
        t("results_title", day=found.round.week),
        lines=[t("results_hidden"), t("results_frozen")],
        facts=outcomes.facts(found),
        chart=outcomes.heat(found, DIVISIONS),
    )


def _last(chat: Chat) -> Outcomes:
    round_ = outcomes.latest(chat.db)
    if round_ is None:
        raise Refused(t("no_results"))
    return outcomes.of(chat.db, round_, chat.person.language)


@skill.command("cm pulse results", only=ORGANISERS, reads=True)
@skill.button("cm_pulse_results", only=ORGANISERS, reads=True)
def results_now(chat: Chat) -> None:
    """Show what came of the last round."""
    chat.whisper(for_manager(_last(chat)))


@skill.command("pulse results", reads=True)
def results_for_all(chat: Chat) -> None:
    """Show everybody what came of the last round, where it is for everybody."""
    found = _last(chat)
    if found.round.readers != "everyone":
        raise Refused(t("results_not_yours"))
    chat.whisper(for_everyone(found))


@skill.button("as_page", only=ORGANISERS)
def as_page(chat: Chat) -> None:
    """Send the last round as a page."""
    page = page_of(chat.db, _last(chat), chat.now, chat.person.language)
    chat.send(Card(t("page_here"), file=page), to=chat.person)
    chat.whisper(t("file_sent"))


@skill.button("as_table", only=ORGANISERS)
def as_table(chat: Chat) -> None:
    """Send the last round as a table."""
    chat.send(Card(t("table_here"), file=sheet_of(_last(chat))), to=chat.person)
    chat.whisper(t("file_sent"))


class Promised(Form):
    """What is promised because of a round."""

    owner: Person = person()
    due: datetime.date = date()
    words: str = text(min_length=10, max_length=300, multiline=True)


@skill.button("promise_it", only=Role.CM)
def promise_it(chat: Chat, round_id: int) -> None:
    """Open the form for a promise because of a round."""
    chat.open(Promised, concerns=round_id)


@skill.form(Promised, only=Role.CM)
def promised(chat: Chat, form: Promised) -> None:
    """Promise something because of a round; the next invitation says what came of it."""
    found = chat.promise(form.words, owner=form.owner, due=form.due, about=form.concerns or 0)
    chat.audit(f"{found.id}", about=form.owner)
    chat.whisper(t("promise_made", words=form.words, owner=form.owner, due=form.due))
