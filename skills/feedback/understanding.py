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
    INTENT,
    LEARNT,
    NEGATIVE,
    NEUTRAL,
    NONE,
    NOT_SAID,
    POSITIVE,
    PRAISE,
    RULES,
    SENTIMENT,
    URGENT,
    YES,
)

# In percent: what the source or a rating says, and what only some words hint at.
SAID, CERTAIN, HINTED = 100, 95, 50
# What was learnt outranks what some words hint at from here on.
TRUSTED = 60


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
    told_by: str


def understand(chat: Chat, some: Sequence[Heard]) -> list[Understood]:
    """What is told of some words."""
    told = chat.told([one.words for one in some])
    return [_understood(one, labels) for one, labels in zip(some, told, strict=True)]


def for_now(some: Sequence[Heard]) -> list[Understood]:
    """What is told of some words before they are read."""
    return [_understood(one, {}) for one in some]


def _understood(heard: Heard, told: Mapping[str, Told]) -> Understood:
    hinted = class_of(heard)
    intent, intent_sure = _intent(heard, told.get(INTENT), hinted.intent)
    sentiment, sure = _sentiment(heard, told.get(SENTIMENT), hinted.intent)
    urgent = _urgent(told.get(URGENT), hinted=hinted.urgent)
    by = LEARNT if told else RULES
    return Understood(intent, intent_sure, sentiment, sure, urgent, by)


def _intent(heard: Heard, told: Told | None, hinted: str) -> tuple[str, int]:
    if heard.intent:
        return heard.intent, SAID
    if told is None or is_against(heard.rating, told.label):
        return hinted, HINTED if hinted else 0
    if hinted and _percent(told) < (CERTAIN if told.label == NONE else TRUSTED):
        return hinted, HINTED
    if {told.label, hinted} == {COMPLAINT, PRAISE}:
        # Words and meaning are at odds: irony may be, or a mistake. Better a complaint too many.
        return COMPLAINT, HINTED
    return NOT_SAID if told.label == NONE else told.label, _percent(told)


def is_against(rating: int | None, intent: str) -> bool:
    """Whether a rating says that words are not meant for this."""
    if rating is None:
        return False
    return (rating <= BAD and intent in (PRAISE, NONE)) or (rating >= GOOD and intent == COMPLAINT)


def _sentiment(heard: Heard, told: Told | None, hinted: str) -> tuple[str, int]:
    if heard.rating is not None:
        rated = NEGATIVE if heard.rating <= BAD else POSITIVE if heard.rating >= GOOD else NEUTRAL
        return rated, SAID
    found = {COMPLAINT: NEGATIVE, PRAISE: POSITIVE}.get(hinted, NOT_SAID)
    if told is None:
        return found, HINTED if found else 0
    if {told.label, found} == {NEGATIVE, POSITIVE}:
        return NEGATIVE, HINTED
    return told.label, _percent(told)


def _urgent(told: Told | None, *, hinted: bool) -> bool:
    """Whether words can't wait; a word such as "dangerous" tips the scales."""
    if told is None:
        return hinted
    return told.label == YES or (hinted and _percent(told) < CERTAIN)


def _percent(told: Told) -> int:
    return round(told.sure * 100)
