"""Moving on: another stage, with its reason; everybody whom it concerns is told, once."""

from __future__ import annotations

from bot import ORGANISERS, Button, Card, Chat, Form, Refused, Text, choice, t, text
from skills.ideas import cards, finding, promising, showing, telling
from skills.ideas.model import LONGEST_REASON, Event, Idea
from skills.ideas.settings import skill
from skills.ideas.stages import BUILDING, LATER, PLANNED, stage_name
from skills.ideas.titles import title_of


class Move(Form):
    """Where an idea stands now, and why."""

    stage: str = choice(LATER)
    reason: str = text(min_length=10, max_length=LONGEST_REASON, multiline=True)


class MoveMine(Move):
    """The same, for whoever owns the idea."""


class MoveNumber(Form):
    """The same, of an idea by its number."""

    number: str = text(max_length=20)
    stage: str = choice(LATER)
    reason: str = text(min_length=10, max_length=LONGEST_REASON, multiline=True)


@skill.command("cm ideas move", MoveNumber, only=ORGANISERS)
def move_number(chat: Chat, form: MoveNumber) -> None:
    """Say how the idea of a number stands."""
    idea = showing.known(chat, form.number, held=True)
    chat.audit(f"{idea.id}: {form.stage}: {form.reason}")
    _move(chat, idea, form)


@skill.button("move", only=ORGANISERS)
def ask(chat: Chat, idea_id: int) -> None:
    """Open the form for another stage."""
    chat.open(Move, concerns=finding.head_of(chat, idea_id).id)


@skill.button("move_mine")
def ask_mine(chat: Chat, idea_id: int) -> None:
    """The same, for whoever owns the idea."""
    chat.open(MoveMine, concerns=_own(chat, finding.head_of(chat, idea_id)).id)


@skill.form(Move, only=ORGANISERS)
def move(chat: Chat, form: Move) -> None:
    """Say how an idea stands, as somebody who manages them."""
    idea = finding.head_of(chat, form.concerns, held=True)
    chat.audit(f"{idea.id}: {form.stage}: {form.reason}")
    _move(chat, idea, form)


@skill.form(MoveMine)
def move_mine(chat: Chat, form: MoveMine) -> None:
    """Say how an idea stands, as its owner."""
    _move(chat, _own(chat, finding.head_of(chat, form.concerns, held=True)), form)


def _own(chat: Chat, idea: Idea) -> Idea:
    if idea.owner != chat.person.id:
        raise Refused(t("not_yours"))
    return idea


def _move(chat: Chat, idea: Idea, form: Move | MoveNumber) -> None:
    if idea.stage == form.stage:
        raise Refused(t("there_already", stage=stage_name(idea.stage)), field="stage")
    idea.stage, idea.since = form.stage, chat.now
    idea.answered = idea.answered or chat.now
    note(chat, idea, "stage", stage=form.stage, reason=form.reason)
    chat.db.flush()
    chat.update(cards.card_of(chat, idea))
    count = telling.tell(chat, idea, news(idea, form.reason), voters=True)
    who = t("told_all") if finding.counts_hidden(chat.db, idea) else _told(count)
    told = t("moved", title=title_of(idea.words), stage=stage_name(idea.stage), told=who)
    more = form.stage in (PLANNED, BUILDING) and showing.manages(chat)
    promise = [Button(t("promise_it"), promising.ask, idea.id)] if more else []
    chat.whisper(Card(told, buttons=promise))


def _told(count: int) -> Text:
    return t("told", count=count) if count else t("told_nobody")


def note(
    chat: Chat,
    idea: Idea,
    kind: str,
    *,
    stage: str = "",
    reason: str = "",
    whom: int | None = None,
    other: int | None = None,
) -> None:
    """Keep what happened to an idea."""
    by = chat.asker.id if chat.asker else None
    chat.db.add(
        Event(
            idea_id=idea.id,
            kind=kind,
            at=chat.now,
            by=by,
            stage=stage,
            reason=reason,
            whom=whom,
            other=other,
        )
    )


def news(idea: Idea, reason: str) -> Card:
    """What everybody is told whom an idea concerns; kindly, also when it was declined."""
    return Card(
        t(f"news_{idea.stage}", title=title_of(idea.words), number=idea.id),
        quote=reason,
        lines=[t("news_thanks")] if idea.stage == "declined" else [],
        buttons=[Button(t("more"), showing.more, idea.id)],
    )
