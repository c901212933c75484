"""Summing up: what a language model makes of a week of customers' words, before it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Final

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot import Chat, Period, Prompt, Prose, Quote, Role, Work, language_of, weekly
from skills.feedback import summaries
from skills.feedback.kinds import NOT_SAID
from skills.feedback.model import Customer, Item
from skills.feedback.settings import skill
from skills.feedback.summary import EVERYBODY, MANAGER, Summary, Summed

# Of so many words at least and at most, and so much of each.
FEWEST, MOST, BEGINNING = 3, 60, 400
SENTENCES, WEEK = 4, timedelta(weeks=1)
_ENDS: Final = re.compile(r"[.!?…]+(?=\s|$)")


class Told(BaseModel):
    """A few sentences, and some words that show what is meant."""

    sentences: Annotated[
        list[Annotated[Prose, Field(max_length=280)]], Field(min_length=1, max_length=SENTENCES)
    ]
    quotes: Annotated[list[Annotated[Quote, Field(max_length=200)]], Field(max_length=3)]


PROMPT: Final = Prompt(
    "feedback_summary",
    "Each text is what a customer said to or of a company. Sum up for its colleagues what customers"
    " said, in at most four short sentences, the most frequent first, and quote at most three short"
    " passages that show it. Say what is about products, delivery, service and the like. Name"
    " nobody, and neither praise nor blame any person who works there. Only give numbers that stand"
    " among the facts. [...] stands for what was left out: quote nothing that has it.",
    Told,
    # It repeats what customers say, and is to go with them.
    kept=False,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which words are summed up."""

    kind: str
    since: datetime
    until: datetime


@skill.post("summary", weekly("friday", at="10:00"), quiet=True)
def for_everybody(chat: Chat, _week: Period) -> None:
    """Have the words of the week summed up an hour before they are told."""
    until = chat.due or chat.now
    here = until.astimezone(chat.house.company.clock)
    _ask(chat, Asked(EVERYBODY, here - WEEK, until))


@skill.post("manager_summary", weekly("monday", at="08:00"), quiet=True)
def for_the_manager(chat: Chat, week: Period) -> None:
    """Have last week's words summed up an hour before the digest, which goes to somebody then."""
    if chat.house.holders(chat.db, Role.CM, chat.now):
        _ask(chat, Asked(MANAGER, week.before.start_at, week.before.end_at))


def _ask(chat: Chat, what: Asked) -> None:
    if chat.can_ask:
        since, until = int(what.since.timestamp()), int(what.until.timestamp())
        chat.later(sum_up, what.kind, since, until)


@skill.job("sum_up")
def sum_up(work: Work, kind: str, since: int, until: int) -> None:
    """Ask a language model for a summary, and keep it until it is told."""
    what = Asked(kind, datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC))
    items = work.read(partial(_items, what=what))
    if len(items) < FEWEST or not work.can_ask:
        return
    words = {one.id: one.words for one in items}
    facts = [*_facts(items), _language(work)]
    names = work.read(partial(_names, items=items))
    # Who is named, customer or colleague, is left out for good: nobody is in the summary.
    texts = work.bare([one[:BEGINNING] for one in words.values()], names=names, keep_numbers=True)
    told = work.ask_once(PROMPT, texts, facts=facts)
    if told is not None and _fits(told, work.house.company.languages[0]):
        work.write(partial(_keep, what=what, told=told, words=words))


def _items(db: Session, what: Asked) -> Sequence[Item]:
    """What is summed up: the latest, each once, and for everybody only what they may read."""
    query = select(Item).where(*_within(what), Item.root.is_(None))
    return db.scalars(query.order_by(Item.id.desc()).limit(MOST)).all()


def _within(what: Asked) -> list[ColumnElement[bool]]:
    within = [Item.came >= what.since, Item.came < what.until]
    return [*within, Item.open_to_all.is_(True)] if what.kind == EVERYBODY else within


def _facts(items: Sequence[Item]) -> list[str]:
    """The numbers, which a summary may repeat."""
    intents = [one.intent for one in items if one.intent != NOT_SAID]
    # Not "complaint: 3": that would be hidden, as the number of one.
    counts = [f"{intents.count(one)} of the texts are meant as {one}" for one in sorted({*intents})]
    return [f"There are {len(items)} texts", *counts]


def _language(work: Work) -> str:
    code = work.house.company.languages[0]
    return f"The sentences are to be in the language of the code '{code}'"


def _names(db: Session, items: Sequence[Item]) -> Sequence[str]:
    ids = {one.customer for one in items if one.customer}
    return db.scalars(select(Customer.name).where(Customer.id.in_(ids), Customer.name != "")).all()


def _fits(told: Told, language: str) -> bool:
    said = " ".join(told.sentences)
    spoken = language_of(said, [language])
    return len(_ENDS.findall(said)) <= SENTENCES and (not spoken or spoken == language)


def _keep(chat: Chat, what: Asked, told: Told, words: Mapping[int, str]) -> None:
    """Keep a summary, unless somebody is forgotten meanwhile whose words are in it."""
    there = chat.db.scalars(select(Item.id).where(*_within(what), Item.id.in_(words)))
    if set(there) != words.keys():
        return
    same = Summary.kind == what.kind, Summary.since == what.since, Summary.until == what.until
    summaries.delete_all(chat.db, chat.db.scalars(select(Summary.id).where(*same)).all())
    summary = Summary(
        kind=what.kind,
        since=what.since,
        until=what.until,
        said=" ".join(told.sentences),
        quotes=_quoted(told.quotes, words),
        count=len(words),
    )
    chat.db.add(summary)
    chat.db.flush()
    chat.db.add_all(Summed(summary_id=summary.id, item_id=one) for one in words)


def _quoted(quotes: Sequence[str], words: Mapping[int, str]) -> list[list[int | str]]:
    """Quotes with the number of whose they are; they stand there as they were said, or nowhere."""
    lines = {id_: " ".join(one.split()) for id_, one in words.items()}
    found = ((next((id_ for id_, one in lines.items() if said in one), 0), said) for said in quotes)
    return [[id_, said] for id_, said in found if id_]
