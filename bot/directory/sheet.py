"""A sheet: lines of a table as Excel and HR systems write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.directory.columns import field_of
from bot.errors import BotError

DELIMITERS = ";,\t"
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
LONGEST = 100_000  # characters in one cell; more is a quote that was never closed


@dataclass(frozen=True, slots=True)
class Line:
    """One line below the titles: its number in the file, and its cells by field."""

    number: int
    cells: Mapping[str, str]


def read(data: bytes) -> Iterator[Line]:
    """The lines of a file, with `;`, `,` or tabs, in UTF-8, UTF-16 or Windows-1252.

    Empty lines are left out. A BotError for what is no such table.
    """
    text = _decoded(data)
    rows = _rows(text)
    titles = next(rows, (0, []))[1]
    fields = _fields(titles)
    return (Line(number, _cells(fields, row)) for number, row in rows)


def _decoded(data: bytes) -> str:
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return _decode(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(data, "cp1252")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise BotError(
            f"line {number}: these bytes are neither UTF-8 nor Windows-1252;"
            " save the file as CSV UTF-8"
        ) from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line it begins on; a cell may hold line breaks."""
    if "\0" in text:
        raise BotError("this is no table in text; save the file as CSV UTF-8")
    lines = io.StringIO(text, newline="")
    skipped = _separator_line(text)
    if skipped:
        lines.readline()
    csv.field_size_limit(LONGEST)
    reader = csv.reader(lines, delimiter=skipped or _delimiter(text))
    begins = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            number = begins + bool(skipped)
            raise BotError(f"line {number}: a quote is opened here and never closed") from error
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield begins + bool(skipped), row
        begins = reader.line_num + 1


def _separator_line(text: str) -> str:
    """What Excel is told in a first line such as `sep=;`; empty without one."""
    first = text.partition("\n")[0].strip()
    named = first[4:] if first.lower().startswith("sep=") else ""
    return named if len(named) == 1 else ""


def _delimiter(text: str) -> str:
    titles = text.partition("\n")[0]
    return max(DELIMITERS, key=titles.count)


def _fields(titles: Sequence[str]) -> list[str]:
    fields = [field_of(title) for title in titles]
    named = [field for field in fields if field]
    if twice := next((field for field in named if named.count(field) > 1), None):
        both = [
            title.strip() for title, field in zip(titles, fields, strict=True) if field == twice
        ]
        raise BotError(f"line 1: {' and '.join(map(repr, both))} mean the same; keep one of them")
    if not {"key", "email"} & set(named):
        raise BotError("line 1: no column says who somebody is: name one 'id' or 'e-mail'")
    if not {"name", "first"} & set(named):
        raise BotError("line 1: no column is called 'name', or 'first name' and 'last name'")
    return fields


def _cells(fields: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    pairs = zip(fields, row, strict=False)
    return {field: " ".join(cell.split()) for field, cell in pairs if field}
