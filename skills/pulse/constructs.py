"""Constructs: what each question is about, in a word or two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from textwrap import shorten

from bot import Text, t
from skills.pulse.bank import Asked

# So much of a question of the company's own fits beside a chart.
LONGEST = 30
_NAMED: Mapping[str, Callable[[], Text]] = {
    "acceptance": lambda: t("about_acceptance"),
    "inclusion": lambda: t("about_inclusion"),
    "being_known": lambda: t("about_being_known"),
    "be_myself": lambda: t("about_be_myself"),
    "connection": lambda: t("about_connection"),
    "mattering": lambda: t("about_mattering"),
    "voice": lambda: t("about_voice"),
    "newcomer": lambda: t("about_newcomer"),
    "safety_errors": lambda: t("about_safety_errors"),
    "safety_help": lambda: t("about_safety_help"),
    "safety_dissent": lambda: t("about_safety_dissent"),
    "recognition_recent": lambda: t("about_recognition_recent"),
    "recognition_fair": lambda: t("about_recognition_fair"),
    "energy": lambda: t("about_energy"),
    "meaning": lambda: t("about_meaning"),
    "absorption": lambda: t("about_absorption"),
    "follow_through": lambda: t("about_follow_through"),
    "trust_in_channel": lambda: t("about_trust_in_channel"),
    "would_recommend": lambda: t("about_would_recommend"),
    "customer_voice": lambda: t("about_customer_voice"),
}


def label_of(one: Asked) -> Text:
    """What a question is about; of one of the company's own, its number."""
    named = _NAMED.get(one.construct)
    return named() if named else t("about_own", id=one.id)


def name_of(one: Asked) -> Text:
    """The same, where the question does not stand beside it: with how one's own begins."""
    if one.construct in _NAMED:
        return label_of(one)
    words = next(filter(None, one.words.values()), "")
    short = shorten(words, LONGEST, placeholder="…")
    # Of who was forgotten there are no words left.
    return t("about_own_words", id=one.id, words=short) if short.strip("–") else label_of(one)
