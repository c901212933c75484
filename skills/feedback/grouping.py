"""Grouping: what says the same is counted as one, and can be taken apart again."""

from __future__ import annotations

from bot import Chat, Refused, t
from skills.feedback import cards, routing, showing
from skills.feedback.settings import skill


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
