"""Answering: those who lead write down what they answer; it is told together on its day."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from bot import Button, Card, Chat, Fact, Form, Refused, choice, questions, t, text
from bot import Question as Ask
from skills.leaders import finding, showing, telling
from skills.leaders.model import (
    ANSWERING,
    LONGEST_ANSWER,
    NOTHING,
    TOLD,
    VOTING,
    Question,
    Talk,
)
from skills.leaders.settings import skill

LABEL, MOST = 65, 90


def begin(chat: Chat, talk: Talk) -> None:
    """Hand the questions to those who answer, and have it told on its day."""
    every = finding.standing(chat.db, talk)
    showing.move(chat, talk, ANSWERING if every else NOTHING)
    chat.say(showing.card_of(chat, talk), to=talk.channel)
    if not every:
        return
    chat.later(telling.tell_in_time, talk.id, at=telling.when(chat, talk))
    facts = [Fact(t("number", number=one.place), one.words) for one in every[: showing.FIRST]]
    told = Card(
        t("yours", count=len(every), topic=talk.topic, due=talk.due),
        lines=[t("yours_how")],
        facts=facts,
        buttons=[Button(t("answer"), answer_here, talk.id)],
    )
    for one in finding.leaders(chat, talk):
        if chat.house.welcomes(one):
            chat.send(told, to=one)


def _open(chat: Chat, concerns: int | None) -> Sequence[Ask]:
    """The questions that can be answered: those without an answer, and one's own."""
    talk = chat.db.get(Talk, concerns or 0)
    found = finding.standing(chat.db, talk) if talk else []
    mine = [one for one in found if not one.answer or one.answered_by == chat.person.id]
    mine.sort(key=lambda one: (bool(one.answer), one.place))
    labels = {
        str(one.id): f"{one.place}. {textwrap.shorten(one.words, LABEL, placeholder='…')}"
        for one in mine[:MOST]
    }
    field: Any = choice(list(labels))
    return [Ask("one", t("which_answer"), field, labels=labels)] if labels else []


class Reply(Form):
    """Which question is answered, and how."""

    which: dict[str, Any] = questions(_open)
    answer: str = text(min_length=10, max_length=LONGEST_ANSWER, multiline=True)


@skill.command("ask answer")
def answer(chat: Chat) -> None:
    """Open the form for an answer, for those who are asked."""
    talk = finding.latest(chat.db, VOTING, ANSWERING, TOLD)
    if talk is None:
        raise Refused(t("nothing_to_answer"))
    answer_here(chat, talk.id)


@skill.button("answer")
def answer_here(chat: Chat, talk_id: int) -> None:
    """The same, from a card."""
    talk = finding.find(chat, talk_id, VOTING, ANSWERING, TOLD)
    _check(chat, talk)
    found = _open(chat, talk.id)
    if not found:
        raise Refused(t("all_answered"))
    first = next(iter(found[0].labels))
    chat.open(Reply, concerns=talk.id, which={"one": first})


@skill.form(Reply)
def take_answer(chat: Chat, form: Reply) -> None:
    """Keep an answer; after its day it is told at once."""
    talk = finding.find(chat, form.concerns, VOTING, ANSWERING, TOLD)
    _check(chat, talk)
    if not form.which:
        raise Refused(t("all_answered"))
    one = chat.db.get(Question, int(form.which["one"]))
    if one is None or one.talk_id != talk.id or one.reason:
        raise Refused(t("gone"))
    one.answer, one.answered_by, one.answered = form.answer, chat.person.id, chat.now
    chat.db.flush()
    left = finding.unanswered(chat.db, talk)
    if talk.phase == TOLD:
        telling.late(chat, talk, one)
    if not left:
        chat.fulfil(talk.id)
    more = [Button(t("answer_more"), answer_here, talk.id)] if left else []
    said = t("kept_late", left=left) if talk.phase == TOLD else t("kept", left=left, due=talk.due)
    chat.whisper(Card(said, buttons=more))


def _check(chat: Chat, talk: Talk) -> None:
    if chat.person not in finding.leaders(chat, talk):
        raise Refused(t("not_asked"))
