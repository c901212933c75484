"""Linking: a customer's words speak for an idea, and how much depends on it."""

from __future__ import annotations

from typing import Any, Final

from bot import Chat, Form, Question, Refused, Thing, choice, questions, t, text
from skills.feedback import showing
from skills.feedback.model import Item
from skills.feedback.settings import skill

IDEA: Final = "idea"
# How much depends on it, from nice to have on.
WEIGHTS: Final = ("1", "2", "3")


def _asked(chat: Chat, concerns: int | None) -> list[Question]:
    """Which idea is meant, where some say about the same."""
    item = showing.find(chat, concerns)
    near = chat.things(IDEA, item.words)
    labels = {str(one.number): f"{one.number} · {one.title}"[:75] for one in near}
    if not labels:
        return []
    field: Any = choice([*labels], default="")
    return [Question("idea", t("link_which"), field, labels=labels)]


class Linked(Form):
    """The idea a customer's words speak for."""

    of: dict[str, Any] = questions(_asked)
    number: str = text(max_length=10, default="")
    weight: str = choice(WEIGHTS, default="2")


@skill.button("link")
def ask(chat: Chat, item_id: int) -> None:
    """Ask for which idea words speak, with those first that say about the same."""
    item = showing.head_of(chat, item_id)
    if not chat.offers(IDEA):
        raise Refused(t("no_ideas"))
    chat.open(Linked, concerns=item.id)


@skill.form(Linked)
def link(chat: Chat, form: Linked) -> None:
    """Let words speak for an idea."""
    item = showing.head_of(chat, form.concerns, held=True)
    idea = _meant(chat, form)
    chat.point(item.id, idea, int(form.weight))
    showing.redraw(chat, item)
    chat.whisper(t("link_done", number=idea.number, title=idea.title))


def _meant(chat: Chat, form: Linked) -> Thing:
    number = form.number.strip().lstrip("#") or form.of.get("idea") or ""
    if not (number.isdecimal() and number.isascii()):
        raise Refused(t("link_number"), field="number")
    found = chat.thing(IDEA, int(number))
    if found is None:
        raise Refused(t("link_gone", number=number), field="number")
    return found


def ideas_of(chat: Chat, item: Item) -> list[str]:
    """The ideas some words speak for, as they are called."""
    return [f"{one.number} {one.title}" for one in chat.pointed_at(item.id)]
