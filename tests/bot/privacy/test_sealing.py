"""Sealing: whatever is written, every ballot is of one length, and comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from bot.privacy.sealing import SIZE, Opener, Record, seal

KEY = PrivateKey.generate()
OPENER = Opener(bytes(KEY))
PUBLIC = bytes(KEY.public_key)

# Nothing a form takes has half a character or a zero in it.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
records = st.builds(
    Record,
    st.lists(st.none() | st.integers(0, 99), max_size=100).map(tuple),
    st.lists(names.map(lambda one: one[:100]), max_size=3).map(tuple),
    words.map(lambda one: one[:1000]),
)


@given(records)
@settings(max_examples=60, deadline=None)
def test_what_is_sealed_comes_back_and_has_one_length(record: Record) -> None:
    sealed = seal(record, PUBLIC)
    assert len(sealed) == SIZE + 48
    assert OPENER.open(sealed) == record
    assert seal(record, PUBLIC) != sealed


@pytest.mark.parametrize("char", ["a", "è", "語", "😀", "\U0010ffff", "\x01"])
def test_the_longest_words_of_every_script_fit(char: str) -> None:
    record = Record((99,) * 100, (char * 100,) * 3, char * 1000)
    assert OPENER.open(seal(record, PUBLIC)) == record


def test_nobody_else_opens_it() -> None:
    with pytest.raises(CryptoError):
        Opener(bytes(PrivateKey.generate())).open(seal(Record((1,)), PUBLIC))
