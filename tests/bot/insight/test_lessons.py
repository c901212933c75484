"""Labelled texts from a file: read whole, or told where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BotError
from bot.insight.judging import judge
from bot.insight.lessons import Lesson, read_lessons

KNOWN = {"mood": ("bad", "good"), "urgent": ("no", "yes")}


def written(folder: Path, words: str) -> Path:
    path = folder / "reviews.csv"
    path.write_text(words, "utf-8")
    return path


def test_what_is_labelled_is_read_and_the_rest_left(tmp_path: Path) -> None:
    path = written(tmp_path, '\ufefftext,mood,stars\n"Good, and\nquick",good,5\nHm,,3\n,bad,1\n')
    assert read_lessons(path, KNOWN) == [Lesson("Good, and\nquick", {"mood": "good"})]


@pytest.mark.parametrize(
    "data",
    [
        "Text;Mood\r\nCaffè ottimo, e caldo;Good\r\n;;\r\n".encode("cp1252"),
        "\ufeffsep=;\r\ntext;mood\r\n Caffè ottimo, e caldo ;good".encode(),
        "text\tmood\nCaffè ottimo, e caldo\tgood\n".encode("utf-16"),
    ],
    ids=["semicolons", "sep", "tabs"],
)
def test_it_may_be_as_a_spreadsheet_writes_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "reviews.csv"
    path.write_bytes(data)
    assert read_lessons(path, KNOWN) == [Lesson("Caffè ottimo, e caldo", {"mood": "good"})]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("text,mood\nFine,god\n", ":2: mood: 'god' is unknown, did you mean 'good'?"),
        ("text,mood\nFine,good\nWell,7\n", ":3: mood: '7' is unknown, it is one of bad, good"),
        ("words,mood\nFine,good\n", ":1: the columns are 'words', 'mood'; call one 'text', and"),
        ("text,stars\nFine,5\n", ":1: the columns are 'text', 'stars'; call one 'text', and one"),
        ("", ":1: the columns are none; call one 'text', and one or more of 'mood', 'urgent'"),
        ('text,mood\n"a\nb",good\nWell,7\n', ":4: mood: '7' is unknown"),
        ('text,mood\nFine,good\n"Well,bad\n', "reviews.csv: line 3: a quote is opened here"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, words: str, told: str) -> None:
    with pytest.raises(BotError) as wrong:
        read_lessons(written(tmp_path, words), KNOWN)
    assert told in str(wrong.value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="No such file"):
        read_lessons(tmp_path / "none.csv", KNOWN)
    path = tmp_path / "x.csv"
    path.write_bytes(b"text,mood\n\x00\x01,good\n")
    with pytest.raises(BotError, match=r"x.csv: this is no table in text; save the file as CSV"):
        read_lessons(path, KNOWN)


def test_each_label_weighs_the_same_in_a_judgement() -> None:
    found = judge(["a", "b"], ["a", "a", "a", "b"], ["a", "a", "a", "a"])
    assert found.count == 4
    assert found.f1("a") == pytest.approx(6 / 7)
    assert found.f1("b") == 0
    assert found.macro_f1 == pytest.approx(3 / 7)
