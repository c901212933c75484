"""Seals: what left here comes back as it left, or not at all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.runtime.seal import ANYONE, Forged, Seal, Sealed

SEAL = Seal(b"a secret of the tests")
HERE = "slack:T1"
SEALED = Sealed("kudos.cheer", (7, "così è 😀", True, "\ud83d"), 3)

words = st.text(st.characters(exclude_categories=()))
sealed = st.builds(
    Sealed, words, st.lists(st.integers() | words | st.booleans()).map(tuple), st.integers(0)
)


@given(words, sealed)
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_everything_comes_back_with_its_type(workspace: str, sent: Sealed) -> None:
    back = SEAL.open(workspace, SEAL.close(workspace, sent))
    assert back == sent
    assert [type(one) for one in back.arguments] == [type(one) for one in sent.arguments]


def test_any_character_that_is_changed_left_out_or_added_is_noticed() -> None:
    token = SEAL.close(HERE, SEALED)
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        for forged in (
            token[:place] + other + token[place + 1 :],
            token[:place] + token[place + 1 :],
            token[:place] + other + token[place:],
            token[:place],
        ):
            with pytest.raises(Forged):
                SEAL.open(HERE, forged)


@given(words)
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_whatever_somebody_makes_up_is_forged(token: str) -> None:
    for made_up in (token, "x" * 20 + token, token[:20] + json.dumps(["kudos.cheer", 0, 1])):
        with pytest.raises(Forged):
            SEAL.open(HERE, made_up)


def test_a_token_holds_in_one_workspace_and_under_one_secret() -> None:
    token = SEAL.close(HERE, SEALED)
    with pytest.raises(Forged):
        SEAL.open("slack:T2", token)
    with pytest.raises(Forged):
        Seal(b"another secret").open(HERE, token)
    assert SEAL.open(HERE, token) == SEALED


def test_whom_it_is_for_and_what_it_does_are_part_of_the_seal() -> None:
    tokens = {
        SEAL.close(HERE, Sealed(key, arguments, addressee))[:20]
        for key in ("a.b", "a.c")
        for arguments in ((), (1,), ("1",), (True,))
        for addressee in (ANYONE, 1)
    }
    assert len(tokens) == 16
