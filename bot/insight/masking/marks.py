"""Marks: what stands in a text that leaves, in place of what is hidden."""

from __future__ import annotations

import re
from typing import Final

from bot.insight.masking.folding import folded

NAME, EMAIL, PHONE, IBAN, ORDER, CODE, CARD, ADDRESS, LINK, BIRTH = KINDS = (
    "NAME",
    "EMAIL",
    "PHONE",
    "IBAN",
    "ORDER",
    "CODE",
    "CARD",
    "ADDRESS",
    "LINK",
    "BIRTH",
)
# A model writes a mark a little differently now and then: [Name 1], [NAME\_1].
MARK: Final = re.compile(
    rf"( ?)\[ ?({'|'.join(KINDS)})[\s_\\-]{{0,3}}(\d{{1,6}}) ?\]", re.IGNORECASE
)
_SPELT: Final = re.compile(r"\b(?:at|dot|punto|chiocciol(?:a|ina))\b|%40")


def mark(kind: str, number: int) -> str:
    """The mark of the so-manieth thing of a kind."""
    return f"[{kind}_{number}]"


def neutral(text: str) -> str:
    """A text in which nothing looks like a mark: whoever types one means none of ours."""
    return MARK.sub(r"\1(\2 \3)", text)


def key(kind: str, said: str) -> str:
    """What is the same for all spellings of the same thing."""
    bare = folded(said)
    if kind == EMAIL:
        bare = _SPELT.sub("", bare)
    same = "".join(filter(str.isalnum, bare))
    return same.removeprefix("00") if kind == PHONE else same
