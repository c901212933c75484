"""Hiding: ideas without a name, of which nobody can tell whose they are."""

from __future__ import annotations

from datetime import date
from random import SystemRandom
from secrets import token_hex

from sqlalchemy import select

from bot import Chat, Form, Period, Refused, daily, t, text
from skills.ideas import alike, commenting, finding, posting
from skills.ideas.model import LONGEST, LONGEST_COMMENT, Hidden, Idea
from skills.ideas.settings import IdeasSettings, skill
from skills.ideas.titles import check_words


class Unnamed(Form, sealed=True):
    """An idea without a name."""

    idea: str = text(min_length=10, max_length=LONGEST, multiline=True)


class UnnamedAnswer(Form, sealed=True):
    """An answer by whoever wrote an idea without a name."""

    answer: str = text(min_length=3, max_length=LONGEST_COMMENT, multiline=True)


@skill.command("idea anonymous", sealed=True)
def ask(chat: Chat) -> None:
    """Open the form for an idea without a name, where the company allows it."""
    _check_allowed(chat)
    chat.open(Unnamed)


def _check_allowed(chat: Chat) -> None:
    if not chat.settings(IdeasSettings).anonymous:
        raise Refused(t("hidden_not_here"))


@skill.form(Unnamed)
def take_unnamed(chat: Chat, form: Unnamed) -> None:
    """Keep an idea without a name until the next morning; then it is posted with all others."""
    _check_allowed(chat)
    check_words(form.idea, "idea")
    _keep(chat, form.idea)
    chat.whisper(t("hidden_taken"))


def own_in(chat: Chat, idea: Idea) -> int | None:
    """The number of the asker's own without a name: an idea, or what was merged into it."""
    unnamed = select(Idea.id, Idea.alias).where(finding.together(idea), Idea.alias.is_not(None))
    found = chat.db.execute(unnamed.order_by(Idea.id)).all()
    return next((id_ for id_, alias in found if alias and chat.owns(alias)), None)


def own(chat: Chat) -> list[int]:
    """The numbers of all that the asker wrote without a name; only they can tell."""
    unnamed = select(Idea.id, Idea.alias).where(Idea.alias.is_not(None))
    return [id_ for id_, alias in chat.db.execute(unnamed).all() if alias and chat.owns(alias)]


@skill.button("answer_hidden", sealed=True)
def ask_answer(chat: Chat, idea_id: int) -> None:
    """Open the form in which whoever wrote an idea without a name answers."""
    chat.open(UnnamedAnswer, concerns=_own(chat, idea_id).id)


@skill.form(UnnamedAnswer)
def answer(chat: Chat, form: UnnamedAnswer) -> None:
    """Keep an answer until the next morning; it is a comment of the author's then."""
    _keep(chat, form.answer, _own(chat, form.concerns).id)
    chat.whisper(t("hidden_answered"))


def _own(chat: Chat, idea_id: int | None) -> Idea:
    idea = finding.find(chat, idea_id)
    if idea.alias is None or not chat.owns(idea.alias):
        raise Refused(t("gone"))
    return idea


def _keep(chat: Chat, words: str, idea_id: int | None = None) -> None:
    # Its number says nothing of when it came, and its day no more than that it is posted next.
    row = Hidden(id=token_hex(16), alias=chat.alias(), words=words, idea_id=idea_id)
    row.day = _today(chat)
    chat.db.add(row)


def _today(chat: Chat) -> date:
    return chat.now.astimezone(chat.house.company.clock).date()


@skill.post("hidden", daily(at="09:00"))
def post(chat: Chat, _day: Period) -> None:
    """Post what was written without a name until yesterday, in no order.

    Not what came today: whoever saw it coming would see whose it is.
    """
    waiting = list(chat.db.scalars(select(Hidden).where(Hidden.day < _today(chat))))
    SystemRandom().shuffle(waiting)
    for one in waiting:
        idea = chat.db.get(Idea, one.idea_id) if one.idea_id else None
        if idea is not None:
            commenting.keep_unnamed(chat, idea, one.words)
        else:
            near = alike.near(chat, one.words, alike.MOST)
            posting.create(chat, one.words, near, alias=one.alias)
        chat.db.delete(one)
