"""Answering: who joins in says so, and can take it back; what a question is answered is sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot import (
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Item,
    Question,
    Refused,
    choice,
    questions,
    results,
    t,
)
from skills.campaigns import sending, tracking
from skills.campaigns.model import MESSAGE, ON, QUESTION, Campaign, Yes
from skills.campaigns.settings import skill

# From so many answers on their shares are told.
TOLD_FROM = 25


def buttons(one: Campaign) -> list[Button]:
    """What one can do with a campaign."""
    if one.kind == QUESTION:
        return [Button(t("answer"), answer, one.id)]
    return [Button(t("join_in"), join_in, one.id)] if one.target else []


def _kind(one: Campaign) -> str:
    return f"campaign-{one.id}"


def _item(one: Campaign) -> Item:
    """What is counted: the same is not asked again within days."""
    said = "\n".join((one.words, *one.options)).casefold()
    name = f"campaign {hashlib.sha256(said.encode()).hexdigest()[:16]}"
    return Item(name, 1, len(one.options), choice=True, whole=True)


def open_round(chat: Chat, one: Campaign) -> None:
    """Take sealed answers from now on."""
    closes, then = sending.evening(chat, one.ends), tracking.counted
    one.round_id = chat.open_round(_kind(one), [_item(one)], closes=closes, then=then).id


def end_round(chat: Chat, one: Campaign) -> None:
    """Take no more answers, where any are taken."""
    if one.kind == QUESTION and chat.round(_kind(one)):
        chat.end_round(_kind(one))


def _asked(chat: Chat, concerns: int | None) -> Sequence[Question]:
    one = chat.db.get(Campaign, concerns or 0)
    if one is None or not one.options:
        return []
    labels = {str(place): said for place, said in enumerate(one.options, 1)}
    field: Any = choice(list(labels))
    return [Question("option", one.words[:150], field, labels=labels, declines=t("no_answer"))]


class Reply(Form, sealed=True):
    """What somebody answers to a question."""

    said: dict[str, Any] = questions(_asked)


@skill.button("answer", sealed=True)
def answer(chat: Chat, campaign_id: int) -> None:
    """Open the form of a question."""
    _open(chat, campaign_id, QUESTION)
    chat.open(Reply, concerns=campaign_id)


@skill.form(Reply)
def take(chat: Chat, form: Reply) -> None:
    """Take an answer, sealed, in the place of the one before."""
    one = _open(chat, form.concerns or 0, QUESTION)
    if one.round_id is None or not form.said:
        raise Refused(t("is_over"))
    said = form.said["option"]
    chat.cast(one.round_id, {_item(one).name: None if said is None else int(said)})


@skill.button("join_in")
def join_in(chat: Chat, campaign_id: int) -> None:
    """Join in."""
    one = _open(chat, campaign_id, MESSAGE)
    if not one.target:
        raise Refused(t("is_over"))
    chat.db.merge(Yes(campaign_id=one.id, person_id=chat.person.id))
    chat.whisper(Card(t("joined"), buttons=[Button(t("not_after_all"), step_back, one.id)]))


@skill.button("step_back")
def step_back(chat: Chat, campaign_id: int) -> None:
    """Join in no more."""
    one = _open(chat, campaign_id, MESSAGE)
    mine = Yes.campaign_id == one.id, Yes.person_id == chat.person.id
    chat.db.execute(delete(Yes).where(*mine))
    chat.whisper(t("stepped_back"))


def _open(chat: Chat, campaign_id: int, kind: str) -> Campaign:
    """A campaign in which one can still take part; also while it is paused no more."""
    one = chat.db.get(Campaign, campaign_id)
    if one is None or one.kind != kind or one.state != ON or one.ends < sending.today(chat):
        raise Refused(t("is_over"))
    return one


def joined(db: Session, one: Campaign) -> int:
    """How many joined in."""
    return db.scalar(select(func.count()).where(Yes.campaign_id == one.id)) or 0


def shares(db: Session, one: Campaign) -> list[Fact]:
    """What was answered, once it is counted; nothing where that would tell of somebody."""
    found = results(db.connection(), one.round_id or 0).outcomes
    shown = [each for outcome in found for each in outcome.shown]
    told = shown[0].shares if shown else None
    named = zip(one.options, told or (), strict=True) if told else ()
    return [Fact(t("said_so", name=name), t("share", percent=share)) for name, share in named]
