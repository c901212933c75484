"""Lessons: texts that people have labelled, from which it is learnt how to label others."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from bot.errors import BotError

TEXT: Final = "text"
# What each label is for, such as the sentiment, and what it can be.
Labels = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and its labels, by what each is for; what nobody has labelled is left out."""

    text: str
    labels: Mapping[str, str]


def read_lessons(path: Path, known: Labels) -> list[Lesson]:
    """Lessons from a CSV file with a column `text` and one for each label; others are left out.

    BotError with file and line where it is no such file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_read(path, csv.DictReader(file), known))
    except OSError as error:
        raise BotError(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BotError(f"{path}: this is no CSV in UTF-8") from error


def _read(path: Path, rows: csv.DictReader[str], known: Labels) -> Iterator[Lesson]:
    titles = rows.fieldnames or ()
    if TEXT not in titles or not known.keys() & set(titles):
        wanted = ", ".join([TEXT, *known])
        raise BotError(f"{path}:1: the columns are {wanted}; text and one more are needed")
    for row in rows:
        labels = {name: (row.get(name) or "").strip() for name in known}
        given = {name: label for name, label in labels.items() if label}
        for name, label in given.items():
            _check(f"{path}:{rows.line_num}", name, label, known[name])
        if given and (text := (row[TEXT] or "").strip()):
            yield Lesson(text, given)


def _check(place: str, name: str, label: str, known: Sequence[str]) -> None:
    if label not in known:
        near = get_close_matches(label, known, 1)
        meant = f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(known)}"
        raise BotError(f"{place}: {name}: {label[:40]!r} is unknown, {meant}")
