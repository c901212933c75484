"""A sheet: lines of a table as Excel and HR systems write them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.directory.columns import field_of
from bot.errors import BotError

DELIMITERS = ";,\t"
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ACCENTED = re.compile(rb"\xc3[\x80-\xbf]")
# A line after the last one: where it is part of a cell, a quote was never closed.
END = "-- the end of the file --"


@dataclass(frozen=True, slots=True)
class Line:
    """One line below the titles: its number in the file, and its cells by field.

    `surplus` is one with more cells than titles.
    """

    number: int
    cells: Mapping[str, str]
    surplus: bool = False


def read(data: bytes) -> Iterator[Line]:
    """The lines of a file, with `;`, `,` or tabs, in UTF-8, UTF-16 or Windows-1252.

    Empty lines are left out. A BotError for what is no such table.
    """
    rows = table(decoded(data))
    first, titles = next(rows, (1, []))
    fields = _fields(first, titles)
    return (Line(number, _cells(fields, row), any(row[len(fields) :])) for number, row in rows)


def decoded(data: bytes) -> str:
    """The text of a file, in UTF-8, UTF-16 or Windows-1252; a BotError where it is none."""
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return _decode(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Letters that only UTF-8 writes like that: it is not Windows-1252, it is damaged.
        return _decode(data, "utf-8" if ACCENTED.search(data) else "cp1252")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise BotError(
            f"line {number}: a letter is neither UTF-8 nor Windows-1252; save the file as CSV UTF-8"
        ) from error


def table(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line it begins on; a cell may hold line breaks."""
    if "\0" in text:
        raise BotError("this is no table in text; save the file as CSV UTF-8")
    separator = _separator_line(text)
    lines = io.StringIO(f"{text}\n{END}\n", newline="")
    if separator:
        lines.readline()
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + len(END) + 2))
    reader = csv.reader(lines, delimiter=separator or _delimiter(text))
    begins = 1 + bool(separator)
    for row in reader:
        if row == [END]:
            return
        if row and END in row[-1]:
            raise BotError(f"line {begins}: a quote is opened here and never closed")
        if any(cell.strip() for cell in row):
            yield begins, row
        begins = reader.line_num + 1 + bool(separator)


def _separator_line(text: str) -> str:
    """What Excel is told in a first line such as `sep=;`; empty without one."""
    first = text.partition("\n")[0].strip("\r\n ")
    named = first[4:] if first.lower().startswith("sep=") else ""
    return named if len(named) == 1 else ""


def _delimiter(text: str) -> str:
    titles = text.lstrip().partition("\n")[0]
    return max(DELIMITERS, key=titles.count)


def _fields(line: int, titles: Sequence[str]) -> list[str]:
    fields = [field_of(title) for title in titles]
    named = [field for field in fields if field]
    if twice := next((field for field in named if named.count(field) > 1), None):
        both = [
            title.strip() for title, field in zip(titles, fields, strict=True) if field == twice
        ]
        raise BotError(
            f"line {line}: {' and '.join(map(repr, both))} mean the same; keep one of them"
        )
    if not {"key", "email"} & set(named):
        raise BotError(f"line {line}: no column says who somebody is: name one 'id' or 'e-mail'")
    if not {"name", "first"} & set(named):
        raise BotError(f"line {line}: no column is called 'name', or 'first name' and 'last name'")
    return fields


def _cells(fields: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    pairs = zip(fields, row, strict=False)
    return {field: " ".join(cell.split()) for field, cell in pairs if field}
