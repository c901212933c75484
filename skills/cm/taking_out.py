"""Taking out: what stands in a theme and is about something else leaves it, and may come back."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

from bot import Button, Card, Chat, Form, Question, Refused, Role, Theme, choice, questions, t
from skills.cm.finding import theme_of
from skills.cm.skill import skill

MOST, LONGEST_LABEL = 20, 75


class TakeOut(Form):
    """Which words are about something else."""

    out: dict[str, Any] = questions(lambda chat, concerns: _which(chat, concerns))


def buttons_of(chat: Chat, one: Theme) -> list[Button]:
    """What can be done with the words in a theme."""
    return [Button(t("theme_take_out"), ask, one.id)] if chat.themes.quotes(one.id, 1) else []


def _which(chat: Chat, concerns: int | None) -> list[Question]:
    """The words that were said last."""
    labels = {
        f"{one.skill} {one.about}": shorten(one.words, LONGEST_LABEL, placeholder="…")
        for one in chat.themes.quotes(concerns or 0, MOST)
    }
    field: Any = choice(list(labels))
    return [Question("one", t("out_which"), field, labels=labels)]


@skill.button("theme_take_out", only=Role.CM)
def ask(chat: Chat, id_: int) -> None:
    """Open the form that asks which words."""
    found = theme_of(chat, id_)
    if not chat.themes.quotes(found.id, 1):
        raise Refused(t("theme_has_no_words"))
    chat.open(TakeOut, concerns=found.id)


@skill.form(TakeOut, only=Role.CM)
def take_out(chat: Chat, form: TakeOut) -> None:
    """Take words out of a theme; they are not found in it again, unless that is undone."""
    found = theme_of(chat, form.concerns or 0)
    of, _, thing = form.out["one"].partition(" ")
    name = found.title(chat.person.language)
    if not chat.themes.take_out(found.id, of, int(thing)):
        raise Refused(t("theme_has_no_words"))
    # Not the words: the audit outlives them.
    chat.audit(name)
    undo = Button(t("theme_undo"), put_back, found.id, of, int(thing))
    chat.whisper(Card(t("theme_taken_out", name=name), buttons=[undo]))


@skill.button("theme_put_back", only=Role.CM)
def put_back(chat: Chat, id_: int, of: str, thing: int) -> None:
    """Put words back into a theme."""
    found = theme_of(chat, id_)
    name = found.title(chat.person.language)
    if not chat.themes.put_back(found.id, of, thing):
        raise Refused(t("theme_has_no_words"))
    chat.audit(name)
    chat.whisper(t("theme_put_back", name=name))
