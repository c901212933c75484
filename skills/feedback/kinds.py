"""Kinds: who says something about the company, and what they want with it."""

from __future__ import annotations

from typing import Final

from bot import Text, t

CUSTOMER, PARTNER, PROSPECT, PUBLIC = WHO = ("customer", "partner", "prospect", "public")
# What words are meant for; an opportunity is a use, a market or a partner nobody had thought of.
HELP, COMPLAINT, IMPROVEMENT, PRAISE, OPPORTUNITY = INTENTS = (
    "help",
    "complaint",
    "improvement",
    "praise",
    "opportunity",
)
NOT_SAID: Final = ""
# How somebody feels about the company in what they say.
NEGATIVE, NEUTRAL, POSITIVE = SENTIMENTS = ("negative", "neutral", "positive")
NO, YES = ("no", "yes")
# What is told of words, and what each can be; in lessons there is a word for no intent.
SENTIMENT, INTENT, URGENT = "sentiment", "intent", "urgent"
NONE: Final = "none"
LABELS: Final = {SENTIMENT: SENTIMENTS, INTENT: (*INTENTS, NONE), URGENT: (NO, YES)}
# Who told how words are meant: some words in them, what was learnt, a language model, a person.
RULES, LEARNT, MODEL, PERSON = ("rules", "learnt", "model", "person")
OPEN, CLAIMED, ANSWERED, DONE = ("open", "claimed", "answered", "done")
WAITING = (OPEN, CLAIMED)
LOWEST, HIGHEST = 1, 5
# Up to here a rating is a bad one, and from there on a good one.
BAD, GOOD = 2, 4


def who_name(who: str) -> Text:
    """What somebody is to the company."""
    return t(f"who_{who}")


def intent_name(intent: str) -> Text:
    """What words are meant for."""
    return t(f"intent_{intent or 'none'}")


def sentiment_name(sentiment: str) -> Text:
    """How somebody feels; empty where nobody can tell."""
    return t(f"felt_{sentiment or 'uncertain'}")


def state_name(state: str) -> Text:
    """How far words have come."""
    return t(f"state_{state}")


def stars(rating: int) -> str:
    """A rating as it is read at a glance."""
    return "★" * rating + "☆" * (HIGHEST - rating)
