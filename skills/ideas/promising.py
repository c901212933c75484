"""Promising: what will be done about an idea, by whom and until when."""

from __future__ import annotations

import datetime

from bot import Chat, Form, Person, Role, date, person, t, text
from skills.ideas import cards, finding
from skills.ideas.settings import skill


class Promised(Form):
    """What is promised because of an idea."""

    owner: Person = person()
    due: datetime.date = date()
    words: str = text(min_length=10, max_length=300, multiline=True)


@skill.button("promise", only=Role.CM)
def ask(chat: Chat, idea_id: int) -> None:
    """Open the form for a promise."""
    idea = finding.head_of(chat, idea_id)
    owner = chat.people([idea.owner]) if idea.owner else {}
    chat.open(Promised, concerns=idea.id, **({"owner": owner[idea.owner or 0]} if owner else {}))


@skill.form(Promised, only=Role.CM)
def keep(chat: Chat, form: Promised) -> None:
    """Keep a promise; it stands on the idea's card and in the register."""
    idea = finding.head_of(chat, form.concerns, held=True)
    found = chat.promise(form.words, owner=form.owner, due=form.due, about=idea.id)
    chat.audit(f"{found.id}", about=form.owner)
    chat.update(cards.card_of(chat, idea))
    chat.whisper(t("promise_made", number=found.id, owner=form.owner, due=found.due))
