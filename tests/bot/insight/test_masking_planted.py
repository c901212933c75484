"""Masking, with many texts in which something personal is planted: ten thousand in a soak."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.masking import Mask, normalised
from bot.insight.masking.folding import letters
from tests.bot.insight.planted import KNOWN, planted

every = settings(max_examples=10_000, deadline=None, derandomize=True, database=None)
many = settings(max_examples=400, deadline=None, derandomize=True, database=None)
some = settings(max_examples=300, deadline=None, derandomize=True, database=None)
BITS = (
    *"a1@. \n&;:/#'\"([<-_+à\u0301\u200b",
    "a.",
    "a@a.",
    " at ",
    " dot ",
    "(at)",
    "&amp;",
    "&#38;",
    "12/",
    "IT60",
    "via ",
    "Via A ",
    "12 High ",
    "Sig. ",
    "Anna ",
    "a b ",
    "http://",
    "www.",
    "1.1.1.",
    "::",
    "tre ",
    "order no ",
    "nato a ",
    "born on ",
    "а",
    "Dear A, ",
    "regards,\n",
    "[NAME_1]",
    "[NAME_",
    "RSSMRA",
    "a_at_",
    "%40",
    "my name is ",
    "20121 M",
    "ﬃ",
    "\U0001f170",
    "\ud800",
    "\ue000\ue100",
)


@many
@given(st.integers(0, 2**48))
def test_never_a_trace_of_it_leaves_and_all_of_it_comes_back(seed: int) -> None:
    hides(seed)


@pytest.mark.soak
@every
@given(st.integers(0, 2**48))
def test_never_a_trace_of_it_leaves_of_ten_thousand(seed: int) -> None:
    hides(seed)


def hides(seed: int) -> None:
    said, secrets = planted(seed)
    mask = Mask(KNOWN)
    hidden = mask.hide(said)
    left = letters(hidden)
    seen = [one for one in secrets if letters(one) in left]
    assert not seen, f"{seen} of {said!r} in {hidden!r}"
    assert letters(mask.show(hidden)) == letters(normalised(said))
    assert mask.hide(hidden) == hidden


@some
@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_reads(said: str) -> None:
    mask = Mask(KNOWN)
    hidden = mask.hide(said)
    hidden.encode()
    assert mask.hide(hidden) == hidden
    assert letters(mask.show(hidden)) == letters(normalised(said))


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 2**48))
def test_hostile_texts_come_back(seed: int) -> None:
    chance = Random(seed)
    bits = "".join(chance.choices(BITS, k=chance.randint(1, 4)))
    said = (bits * 4_000)[:4_000]
    mask = Mask(KNOWN)
    assert letters(mask.show(mask.hide(said))) == letters(normalised(said))
