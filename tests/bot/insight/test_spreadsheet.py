"""Tables that a spreadsheet opens: what was written is read again, and nothing is computed."""

from __future__ import annotations

import csv
import io
import itertools
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.spreadsheet import harmless, meant, table

SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]
UNSEEN = ["", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\x0b"]
UNSEEN += ["\x1f", "\u3164", "\u034f", "\n", "\u2028", " \u200b\u00a0"]
REST = ["1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example";"x")', "", "9"]
REST += ["A1", "2;=3", "2,=3", '"x"', "'x"]
ATTACKS = [
    *("\t1+1", "\r1+1", "\tx", "\rx", "\t\t", "\r\n"),
    *(unseen + sign + rest for sign, unseen, rest in itertools.product(SIGNS, UNSEEN, REST)),
]
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def read(written: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter))


def is_formula(cell: str) -> bool:
    """What the pickiest spreadsheet might compute, told independently of our own code."""
    seen = "".join(
        one
        for one in unicodedata.normalize("NFKC", cell)
        if one.isprintable() and not one.isspace() and one not in "\u034f\u1160\u3164"
    )
    return seen.startswith(("=", "+", "-", "@")) or cell.startswith(("\t", "\r"))


@pytest.mark.parametrize(("language", "delimiter"), [("en", ","), ("it", ";")])
def test_two_thousand_cells_hold_no_formula(language: str, delimiter: str) -> None:
    cells = ATTACKS[:2000]
    assert all(map(is_formula, cells))
    rows = [cells[start : start + 10] for start in range(0, 2000, 10)]
    back = [cell for row in read(table(rows, language), delimiter) for cell in row]
    assert len(back) == 2000
    assert sum(map(is_formula, back)) == 0
    assert [one.removeprefix("'") for one in back] == cells


@given(
    st.lists(
        st.lists(texts | st.text("'=- ", max_size=4), min_size=2, max_size=3),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_what_was_written_is_read_again_and_is_no_formula(rows: list[list[str]]) -> None:
    for language, delimiter in (("en", ","), ("it", ";")):
        back = read(table(rows, language), delimiter)
        assert [[meant(one) for one in row] for row in back] == rows
        assert not any(is_formula(one) for row in back for one in row)


@given(texts)
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_words_that_look_like_nothing_else_are_left_alone(text: str) -> None:
    assert harmless(text) in (text, f"'{text}")
    if not is_formula(text) and text[:1].isalnum():
        assert harmless(text) == text


@pytest.mark.parametrize("text", ["Maria", "3 - 1", "a=b", "'quoted", "e@x.it", "5", "", "…", "#1"])
def test_harmless_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("value", "english", "italian"),
    [
        (-5, "-5", "-5"),
        (3.5, "3.5", "3,5"),
        (-0.25, "-0.25", "-0,25"),
        (1_000_000, "1000000", "1000000"),
        (float("nan"), "", ""),
        (float("inf"), "", ""),
    ],
)
def test_numbers_stay_numbers(value: Any, english: str, italian: str) -> None:
    assert table([[value, "x"]], "en") == f"{english},x\r\n"
    assert table([[value, "x"]], "it") == f"{italian};x\r\n"


def test_what_parts_cells_is_quoted_within_them() -> None:
    assert table([["a;b", 'say "hi"', "two\nlines"]], "it") == (
        '"a;b";"say ""hi""";"two\nlines"\r\n'
    )
    assert table([["a,b", "a;b"]], "en") == '"a,b",a;b\r\n'


def test_what_no_file_can_hold_is_left_out() -> None:
    assert harmless("a\0b\ud800c") == "abc"
