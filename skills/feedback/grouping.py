"""Grouping: what says the same is counted as one, and can be taken apart again."""

from __future__ import annotations

from bot import Chat, Form, Refused, choice, t
from skills.feedback import cards, routing, showing
from skills.feedback.kinds import INTENTS
from skills.feedback.settings import skill


class Meant(Form):
    """What words are meant for."""

    intent: str = choice(INTENTS)


@skill.button("take_out")
def take_out(chat: Chat, item_id: int) -> None:
    """Count words by themselves again, on a card of their own."""
    item = showing.find(chat, item_id, held=True)
    if item.root is None:
        raise Refused(t("not_same"))
    root = showing.find(chat, item.root)
    item.root = None
    chat.db.flush()
    tags = routing.tags_of(chat.db, [item.id]).get(item.id, [])
    item.channel = routing.channel_for(chat, routing.rules(chat.db), item, tags) or root.channel
    chat.db.flush()
    showing.redraw(chat, root)
    if item.channel:
        chat.say(cards.card_of(chat, item), to=item.channel)
    chat.whisper(t("taken_out", number=item.id))


@skill.button("intent")
def ask_intent(chat: Chat, item_id: int) -> None:
    """Ask what words are really meant for."""
    item = showing.head_of(chat, item_id)
    chat.open(Meant, concerns=item.id, **({"intent": item.intent} if item.intent else {}))


@skill.form(Meant)
def set_intent(chat: Chat, form: Meant) -> None:
    """Note what words are really meant for; what nobody saw yet is posted, where it belongs."""
    item = showing.head_of(chat, form.concerns, held=True)
    item.intent = form.intent
    chat.db.flush()
    if not item.channel:
        tags = routing.tags_of(chat.db, [item.id]).get(item.id, [])
        item.channel = routing.channel_for(chat, routing.rules(chat.db), item, tags)
        chat.db.flush()
        if item.channel:
            chat.say(cards.card_of(chat, item), to=item.channel)
    else:
        showing.redraw(chat, item)
    chat.whisper(t("intent_set"))
