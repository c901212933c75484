"""Understanding: what is told of words by their rating, as learnt from others, or by some words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import Chat, Told
from skills.feedback.classing import class_of
from skills.feedback.heard import Heard
from skills.feedback.kinds import (
    BAD,
    COMPLAINT,
    GOOD,
    NEGATIVE,
    NEUTRAL,
    NOT_SAID,
    POSITIVE,
    PRAISE,
    YES,
)
from skills.feedback.lessons import INTENT, NONE, SENTIMENT, URGENT

# In percent: what the source or a rating says, and what only some words hint at.
SAID, HINTED = 100, 50


@dataclass(frozen=True, slots=True)
class Understood:
    """What words are meant for and how somebody feels in them, empty where that can't be told.

    How sure that is stands beside it, in percent.
    """

    intent: str
    intent_sure: int
    sentiment: str
    sentiment_sure: int
    urgent: bool


def understand(chat: Chat, some: Sequence[Heard]) -> list[Understood]:
    """What is told of some words."""
    told = chat.told([one.words for one in some])
    return [_understood(one, labels) for one, labels in zip(some, told, strict=True)]


def _understood(heard: Heard, told: Mapping[str, Told]) -> Understood:
    hinted = class_of(heard)
    intent, intent_sure = _intent(heard, told.get(INTENT), hinted.intent)
    sentiment, sure = _sentiment(heard, told.get(SENTIMENT), hinted.intent)
    urgent = told[URGENT].label == YES if URGENT in told else hinted.urgent
    return Understood(intent, intent_sure, sentiment, sure, urgent)


def _intent(heard: Heard, told: Told | None, hinted: str) -> tuple[str, int]:
    if heard.intent:
        return heard.intent, SAID
    if told is None or _against(heard.rating, told.label):
        return hinted, HINTED if hinted else 0
    if hinted and _percent(told) < HINTED:
        return hinted, _percent(told)
    return NOT_SAID if told.label == NONE else told.label, _percent(told)


def _against(rating: int | None, intent: str) -> bool:
    """Whether a rating says that words are not meant for this."""
    if rating is None:
        return False
    return (rating <= BAD and intent in (PRAISE, NONE)) or (rating >= GOOD and intent == COMPLAINT)


def _sentiment(heard: Heard, told: Told | None, hinted: str) -> tuple[str, int]:
    if heard.rating is not None:
        rated = NEGATIVE if heard.rating <= BAD else POSITIVE if heard.rating >= GOOD else NEUTRAL
        return rated, SAID
    if told is not None:
        return told.label, _percent(told)
    found = {COMPLAINT: NEGATIVE, PRAISE: POSITIVE}.get(hinted, NOT_SAID)
    return found, HINTED if found else 0


def _percent(told: Told) -> int:
    return round(told.sure * 100)
