"""Constructs: what each question is about, in a word or two."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot import Text, t
from skills.pulse.bank import Asked

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


def name_of(one: Asked) -> Text:
    """What a question is about; of one of the company's own, its number."""
    named = _NAMED.get(one.construct)
    return named() if named else t("about_own", id=one.id)
