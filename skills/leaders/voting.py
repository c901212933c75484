"""Voting: everybody has one vote, sealed until all are counted; it can be taken back."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import select

from bot import Button, Chat, Form, Refused, Work, choice, questions, results, t
from bot import Question as Ask
from skills.leaders import answering, finding
from skills.leaders.model import VOTING, Question, Talk
from skills.leaders.settings import skill

VOTES = "votes"
# So many can be chosen from on every platform, with one more for who takes their vote back.
MOST = 90
# From so many votes on it is told how many each got.
TOLD_FROM = 25
LABEL = 65


def item_of(talk: Talk) -> str:
    """What is counted in the vote of a talk."""
    return f"vote {talk.id}"


def _choices(chat: Chat, concerns: int | None) -> Sequence[Ask]:
    """The questions one can vote for."""
    talk = chat.db.get(Talk, concerns or 0)
    found = finding.standing(chat.db, talk) if talk else []
    labels = {
        str(one.option): f"{one.place}. {textwrap.shorten(one.words, LABEL, placeholder='…')}"
        for one in found
        if one.option is not None
    }
    if not labels:
        return []
    field: Any = choice(list(labels))
    return [Ask("option", t("which_question"), field, labels=labels, declines=t("no_vote"))]


class Choosing(Form, sealed=True):
    """The question that somebody would like to be answered most."""

    vote: dict[str, Any] = questions(_choices)


@skill.command("ask vote", sealed=True)
def vote(chat: Chat) -> None:
    """Open the form in which one votes."""
    talk = finding.latest(chat.db, VOTING)
    if talk is None:
        raise Refused(t("no_vote_now"))
    chat.open(Choosing, concerns=talk.id)


@skill.button("vote", sealed=True)
def vote_here(chat: Chat) -> None:
    """The same, from a card."""
    vote(chat)


@skill.form(Choosing)
def take_vote(chat: Chat, form: Choosing) -> None:
    """Take a vote, sealed, in the place of the one before."""
    talk = chat.db.get(Talk, form.concerns or 0)
    if talk is None or talk.phase != VOTING or not form.vote:
        raise Refused(t("vote_over"))
    said = form.vote["option"]
    chat.cast(talk.voting_round or 0, {item_of(talk): None if said is None else int(said)})


@skill.job("votes_counted")
def votes_counted(work: Work, round_id: int) -> None:
    """Put the questions into the order of their votes, where that tells of nobody."""
    work.write(partial(_order, round_id=round_id))


def _order(chat: Chat, round_id: int) -> None:
    talk = chat.db.scalars(select(Talk).where(Talk.voting_round == round_id)).first()
    if talk is None or talk.phase != VOTING:
        return
    found = results(chat.db.connection(), round_id)
    shown = [one for outcome in found.outcomes for one in outcome.shown]
    shares = shown[0].shares if shown else None
    if shares:
        _place(chat, talk, shares)
    answering.begin(chat, talk)


def _place(chat: Chat, talk: Talk, shares: Sequence[int]) -> None:
    every = chat.db.scalars(select(Question).where(Question.talk_id == talk.id)).all()
    for one in every:
        one.share = shares[one.option - 1] if one.option is not None else None
    ranked = sorted(every, key=lambda one: (-1 if one.share is None else one.share, -one.place))
    for place, one in enumerate(reversed(ranked), 1):
        one.place = place
    chat.db.flush()


def buttons() -> list[Button]:
    """What can be done while everybody votes."""
    return [Button(t("vote"), vote_here)]
