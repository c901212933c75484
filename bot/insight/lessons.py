"""Lessons: texts that people have labelled, from which it is learnt how to label others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from bot.directory.sheet import decoded, table
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

    As spreadsheets write it; BotError with file and line where it is no such file.
    """
    first, *rows = _rows(path) or [(1, [])]
    return list(_read(path, _columns(path, first[1], known), rows, known))


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    try:
        return list(table(decoded(path.read_bytes())))
    except OSError as error:
        raise BotError(f"{path}: {error.strerror}") from error
    except BotError as error:
        raise BotError(f"{path}: {error}") from error


def _columns(path: Path, titles: Sequence[str], known: Labels) -> dict[str, int]:
    """Where each column of ours stands."""
    there = [title.strip().lower() for title in titles]
    found = {name: there.index(name) for name in (TEXT, *known) if name in there}
    if TEXT not in found or len(found) == 1:
        labels = ", ".join(map(repr, known))
        named = ", ".join(repr(one.strip()[:40]) for one in titles) or "none"
        raise BotError(
            f"{path}:1: the columns are {named}; call one {TEXT!r}, and one or more of {labels}"
        )
    return found


def _read(
    path: Path, columns: Mapping[str, int], rows: Sequence[tuple[int, list[str]]], known: Labels
) -> Iterator[Lesson]:
    for number, row in rows:
        cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        text = cells.pop(TEXT, "")
        labels = {
            name: _label(f"{path}:{number}: {name}", cell, known[name])
            for name, cell in cells.items()
            if cell
        }
        if text and labels:
            yield Lesson(text, labels)


def _label(place: str, cell: str, known: Sequence[str]) -> str:
    """The label that is meant; spreadsheets like to begin a cell with a capital letter."""
    found = next((one for one in known if one.lower() == cell.lower()), "")
    if not found:
        near = get_close_matches(cell.lower(), known, 1)
        meant = f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(known)}"
        raise BotError(f"{place}: {cell[:40]!r} is unknown, {meant}")
    return found
