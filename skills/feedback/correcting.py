"""Correcting: what was told wrongly of words is put right, and learnt from."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert

from bot import ORGANISERS, Channel, Chat, Form, choice, t
from skills.feedback import cards, routing, showing
from skills.feedback.correction import Correction
from skills.feedback.kinds import (
    INTENT,
    INTENTS,
    NO,
    NONE,
    NOT_SAID,
    PERSON,
    SENTIMENT,
    SENTIMENTS,
    URGENT,
    YES,
)
from skills.feedback.model import Item
from skills.feedback.settings import skill
from skills.feedback.understanding import SAID


class Meant(Form):
    """What words are meant for, how somebody feels in them, and whether they can wait."""

    intent: str = choice((*INTENTS, NONE))
    sentiment: str = choice(SENTIMENTS)
    urgent: str = choice((NO, YES))


@skill.button("intent")
def ask(chat: Chat, item_id: int) -> None:
    """Ask what words are really meant for."""
    item = showing.head_of(chat, item_id)
    labels = {name: one for name, one in labels_of(item).items() if one}
    chat.open(Meant, t("intent_words", words=item.words), concerns=item.id, **labels)


def labels_of(item: Item) -> Mapping[str, str]:
    """How words are labelled now, by what each label is for."""
    intent = item.intent or (NONE if item.intent_sure else "")
    return {INTENT: intent, SENTIMENT: item.sentiment, URGENT: YES if item.urgent else NO}


@skill.form(Meant, also=ORGANISERS)
def put_right(chat: Chat, form: Meant) -> None:
    """Note what words are really meant for; what nobody saw yet is posted, where it belongs."""
    item = showing.head_of(chat, form.concerns, held=True)
    said = {INTENT: form.intent, SENTIMENT: form.sentiment, URGENT: form.urgent}
    teaches = not chat.person.roles.isdisjoint(ORGANISERS)
    if teaches:
        _learn(chat, item, said)
        chat.audit(f"{item.id}: {', '.join(said.values())}")
    item.intent, item.intent_sure = NOT_SAID if form.intent == NONE else form.intent, SAID
    item.sentiment, item.sentiment_sure = form.sentiment, SAID
    item.urgent, item.told_by = form.urgent == YES, PERSON
    chat.db.flush()
    show(chat, item)
    chat.whisper(t("learnt_tonight") if teaches else t("intent_set"))


def _learn(chat: Chat, item: Item, said: Mapping[str, str]) -> None:
    """Keep all three: what was left as it was, is right by that."""
    chat.db.execute(delete(Correction).where(Correction.item_id == item.id))
    row = {"item_id": item.id, "by": chat.person.id, "made": chat.now}
    chat.db.execute(
        insert(Correction), [{**row, "name": name, "label": label} for name, label in said.items()]
    )


def show(chat: Chat, item: Item) -> None:
    """Bring the card of what is labelled anew up to date, or post it where it belongs now."""
    if item.channel:
        showing.redraw(chat, item)
        return
    tags = routing.tags_of(chat.db, [item.id]).get(item.id, [])
    item.channel = routing.channel_for(chat, routing.rules(chat.db), item, tags)
    chat.db.flush()
    if item.channel:
        chat.say(cards.card_of(chat, item), to=Channel(item.workspace, item.channel))
