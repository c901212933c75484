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
    ("words", "told"),
    [
        ("text,mood\nFine,god\n", ":2: mood: 'god' is unknown, did you mean 'good'?"),
        ("text,mood\nFine,good\nWell,7\n", ":3: mood: '7' is unknown, it is one of bad, good"),
        ("words,mood\nFine,good\n", ":1: the columns are text, mood, urgent; text and one more"),
        ("text,stars\nFine,5\n", ":1: the columns are text, mood, urgent; text and one more"),
        ("", ":1: the columns are"),
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
    path.write_bytes(b"text,mood\n\xff\xfe,good\n")
    with pytest.raises(BotError, match="no CSV in UTF-8"):
        read_lessons(path, KNOWN)


def test_each_label_weighs_the_same_in_a_judgement() -> None:
    found = judge(["a", "b"], ["a", "a", "a", "b"], ["a", "a", "a", "a"])
    assert found.count == 4
    assert found.f1("a") == pytest.approx(6 / 7)
    assert found.f1("b") == 0
    assert found.macro_f1 == pytest.approx(3 / 7)
