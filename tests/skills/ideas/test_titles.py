"""By what an idea is called: nothing of it is said twice, and nothing is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.ideas.titles import LONGEST_TITLE, joined, rest_of, tags_of, title_of


@pytest.mark.parametrize(
    ("words", "title", "rest"),
    [
        ("A quiet room.", "A quiet room", ""),
        ("A quiet room. For telephones. #rooms", "A quiet room", "For telephones. #rooms"),
        ("A quiet room\nwithout telephones", "A quiet room", "without telephones"),
        ("Why not a quiet room? Please!", "Why not a quiet room?", "Please!"),
    ],
)
def test_the_first_sentence_or_line_is_the_title(words: str, title: str, rest: str) -> None:
    assert (title_of(words), rest_of(words)) == (title, rest)


def test_a_long_first_sentence_is_cut_and_stands_in_full_below() -> None:
    words = "a quiet room " * 20
    assert len(title_of(words)) <= LONGEST_TITLE
    assert title_of(words).endswith("…")
    assert rest_of(words) == words


@pytest.mark.parametrize(
    "words", [f"https://example.org/{'a' * 150} is slow.", "自転車置き場" * 30]
)
def test_of_a_word_longer_than_a_title_the_beginning_is_it(words: str) -> None:
    assert title_of(words) == f"{words[: LONGEST_TITLE - 1]}…"
    assert rest_of(words) == words


@given(st.text(min_size=1, max_size=400))
def test_a_title_that_was_written_apart_is_not_said_twice(words: str) -> None:
    assert joined(title_of(words), words) == words.strip()


@given(st.text(min_size=1, max_size=400))
def test_nothing_is_left_out(words: str) -> None:
    title, rest = title_of(words), rest_of(words)
    assert len(title) <= LONGEST_TITLE
    letters = [one for one in title + rest if one.isalnum()]
    assert len(letters) >= len([one for one in words if one.isalnum()])


def test_words_with_a_sign_are_tags_each_once() -> None:
    assert tags_of("#Energy and #energy, not C# or #1; #più-sole") == ["energy", "più"]
