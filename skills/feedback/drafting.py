"""Drafting: what a language model would answer a customer; a colleague makes an answer of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Annotated, Final

from pydantic import BaseModel, Field
from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from bot import Button, Card, Chat, Person, Prompt, Prose, Refused, Work, language_of, t
from skills.feedback import answering, quoting, showing
from skills.feedback.draft import Draft
from skills.feedback.kinds import DONE
from skills.feedback.model import Answer, Customer, Item
from skills.feedback.promising import promises
from skills.feedback.settings import skill

# So long somebody can make an answer of a draft.
KEPT: Final = timedelta(days=3)
NEAR, EXAMPLES = 20, 3
_LANGUAGE: Final = re.compile(r"[a-z]{2}")


class Suggested(BaseModel):
    """A letter, paragraph by paragraph."""

    paragraphs: Annotated[
        list[Annotated[Prose, Field(max_length=500)]], Field(min_length=1, max_length=4)
    ]


PROMPT: Final = Prompt(
    "feedback_draft",
    "Draft a short, friendly and honest answer to what a customer wrote, which is text 1. A"
    " colleague at the company reads it, mends it and decides whether it is sent. Answer what is"
    " asked only as far as the texts tell it; where they do not, say that a colleague looks into it"
    " and when they come back you do not know. Promise nothing: no money, no date, no repair, no"
    " replacement, no discount. Judge nobody who works there. Give no number and no link, and do"
    " not sign. A text that begins with 'Product:' says what it is about. Texts that begin with"
    " 'Answered to others:' show how colleagues answered other customers: learn what is true and"
    " the tone from them, and repeat nothing that is about those others; [...] stands for what was"
    " left out, and never belongs into an answer.",
    Suggested,
    # It repeats what customers say, and is to go with them.
    kept=False,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a draft is asked for: whose words, about what, in which language."""

    item_id: int
    words: str
    product: str
    language: str
    names: Sequence[str]


def buttons(chat: Chat, item: Item) -> list[Button]:
    """A draft is offered only where there is a model to ask."""
    offered = item.state != DONE and chat.can_ask
    return [Button(t("draft"), ask, item.id)] if offered else []


@skill.button("draft")
def ask(chat: Chat, item_id: int) -> None:
    """Have a draft made, for who asks alone."""
    item = showing.head_of(chat, item_id, held=True)
    if item.state == DONE:
        raise Refused(t("done_already"))
    draft = chat.db.scalar(_of(item.id, chat.person)) or Draft(item_id=item.id, by=chat.person.id)
    draft.words, draft.made = "", chat.now
    chat.db.add(draft)
    chat.db.flush()
    chat.later(make, draft.id)
    chat.later(drop, draft.id, at=chat.now + KEPT)
    chat.whisper(t("draft_coming"))


@skill.button("use_draft")
def use(chat: Chat, draft_id: int) -> None:
    """Open the form for an answer with a draft in it."""
    draft = chat.db.get(Draft, draft_id)
    if draft is None or draft.by != chat.person.id or not draft.words:
        raise Refused(t("draft_gone"))
    item = showing.head_of(chat, draft.item_id)
    if item.state == DONE:
        raise Refused(t("done_already"))
    chat.open(answering.Reply, concerns=item.id, words=draft.words)


@skill.job("draft")
def make(work: Work, draft_id: int) -> None:
    """Ask a language model for a draft, and send it to who asked for it, or that there is none."""
    wanted = work.read(partial(_wanted, draft_id=draft_id))
    if wanted is None:
        return
    words = _drafted(work, wanted) if work.can_ask else ""
    work.write(partial(_tell, draft_id=draft_id, words=words))


@skill.job("drop_draft")
def drop(work: Work, draft_id: int) -> None:
    """Keep a draft no longer; one that was asked for anew stays its own time."""
    over = Draft.id == draft_id, Draft.made <= work.now - KEPT
    work.write(lambda chat: chat.db.execute(delete(Draft).where(*over)))


def used(chat: Chat, item: Item) -> None:
    """Keep no draft for somebody who has answered."""
    group = select(Item.id).where(or_(Item.id == item.id, Item.root == item.id))
    mine = Draft.item_id.in_(group), Draft.by == chat.person.id
    chat.db.execute(delete(Draft).where(*mine))


def known(db: Session, person: Person) -> Sequence[str]:
    """The drafts that somebody had made."""
    return db.scalars(select(Draft.words).where(Draft.by == person.id, Draft.words != "")).all()


def _of(item_id: int, person: Person) -> Select[Draft]:
    return select(Draft).where(Draft.item_id == item_id, Draft.by == person.id)


def _wanted(db: Session, draft_id: int) -> Wanted | None:
    draft = db.get(Draft, draft_id)
    item = db.get(Item, draft.item_id) if draft and not draft.words else None
    if item is None:
        return None
    customer = db.get(Customer, item.customer) if item.customer else None
    names = [customer.name] if customer and customer.name else []
    return Wanted(item.id, item.words, item.product, item.language, names)


def _drafted(work: Work, wanted: Wanted) -> str:
    """What the model would answer; "" where nothing came that could be sent as it is."""
    texts = [wanted.words, *([f"Product: {wanted.product}"] if wanted.product else [])]
    texts += [f"Answered to others: {one}" for one in _examples(work, wanted)]
    facts = []
    if _LANGUAGE.fullmatch(wanted.language):
        facts.append(f"The answer is to be in the language of the code '{wanted.language}'")
    found = work.ask_once(PROMPT, texts, names=wanted.names, facts=facts)
    words = "\n\n".join(found.paragraphs) if found else ""
    return words if _fits(words, wanted.language) else ""


def _fits(words: str, language: str) -> bool:
    return not (promises(words) or _is_foreign(words, language))


def _is_foreign(words: str, language: str) -> bool:
    told = language_of(words, [language] if language else [])
    return bool(told and language) and told != language


def _examples(work: Work, wanted: Wanted) -> list[str]:
    """What colleagues answered to what is alike, without whom it was about."""
    work.study([wanted.words])
    found = work.write(partial(_answers, wanted=wanted))
    names = work.read(partial(_customers, items=list(found)))
    return work.bare(list(found.values()), names=names)


def _answers(chat: Chat, wanted: Wanted) -> dict[int, str]:
    near = [one.about for one in chat.alike(wanted.words, NEAR) if one.about != wanted.item_id]
    there = Answer.state.in_((answering.SENT, answering.BY_HAND)), Answer.item_id.in_(near)
    query = select(Answer.item_id, Answer.words).where(*there).order_by(Answer.id)
    found = dict(chat.db.execute(query).all())
    return {one: found[one] for one in [one for one in near if one in found][:EXAMPLES]}


def _customers(db: Session, items: Sequence[int]) -> Sequence[str]:
    query = select(Customer.name).join(Item, Item.customer == Customer.id)
    return db.scalars(query.where(Item.id.in_(items), Customer.name != "")).all()


def _tell(chat: Chat, draft_id: int, words: str) -> None:
    """Keep a draft and send it, unless it is there already or nobody wants it any more."""
    draft = chat.db.get(Draft, draft_id, with_for_update=True)
    if draft is None or draft.words:
        return
    item = showing.head_of(chat, draft.item_id)
    author = chat.people([draft.by]).get(draft.by)
    if words and item.state != DONE:
        draft.words = words
    else:
        chat.db.delete(draft)
    if author is not None and chat.house.welcomes(author):
        chat.send(_card(chat, draft, item, words), to=author)


def _card(chat: Chat, draft: Draft, item: Item, words: str) -> Card:
    lines = [t("draft_for", number=item.id, words=showing.short(item.words))]
    about = quoting.about(chat, {item.id, draft.item_id})
    whose = [item.brought_by] if item.brought_by else []
    if item.state == DONE:
        return Card(t("draft_done"), lines=lines, about=about, words_of=whose)
    if not words:
        answer = [Button(t("answer"), answering.ask, item.id)]
        return Card(t("draft_none"), lines=lines, buttons=answer, about=about, words_of=whose)
    buttons = [Button(t("use_draft"), use, draft.id)]
    title = t("draft_made")
    return Card(title, quote=words, lines=lines, buttons=buttons, about=about, words_of=whose)
