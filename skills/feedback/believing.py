"""Believing: what a language model says of words is taken over where nothing is lost by it."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel

from skills.feedback.doubting import SURE
from skills.feedback.kinds import (
    COMPLAINT,
    HELP,
    MODEL,
    NEGATIVE,
    NONE,
    NOT_SAID,
    POSITIVE,
    PRAISE,
    YES,
)
from skills.feedback.model import Item
from skills.feedback.understanding import is_against

# In percent.
BY_MODEL: Final = 80


class Label(BaseModel):
    """How words are meant."""

    sentiment: Literal["negative", "neutral", "positive"]
    intent: Literal["help", "complaint", "improvement", "praise", "opportunity", "none"]
    urgent: Literal["no", "yes"]


def believe(item: Item, said: Label) -> bool:
    """Take over what was uncertain; whether anything of it was.

    Some text may have talked the model into it. So words that may need somebody are never said by
    it to need nobody, and it calls more of them urgent, never fewer.
    """
    believed = False
    if item.intent_sure < SURE and _may_mean(item, said.intent):
        item.intent = NOT_SAID if said.intent == NONE else said.intent
        item.intent_sure, believed = BY_MODEL, True
    if item.sentiment_sure < SURE and (item.sentiment, said.sentiment) != (NEGATIVE, POSITIVE):
        item.sentiment, item.sentiment_sure, believed = said.sentiment, BY_MODEL, True
    if said.urgent == YES and not item.urgent:
        item.urgent = believed = True
    if believed:
        item.told_by = MODEL
    return believed


def _may_mean(item: Item, intent: str) -> bool:
    needs_nobody = intent in (PRAISE, NONE)
    if item.intent in (COMPLAINT, HELP) and needs_nobody:
        return False
    return not is_against(item.rating, intent)
