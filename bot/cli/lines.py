"""Lines: what another tool has written, as a table or as JSON, with the line of each thing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.directory.sheet import decoded, table
from bot.directory.spelling import plain
from bot.doors import Line
from bot.errors import BotError
from bot.insight.spreadsheet import meant, without_unfit

# Under one of these a file of JSON has its list, unless it is named after what it holds.
LISTS: Final = ("posts", "data", "items", "results")
JSON: Final = ".json"
LINES: Final = (".jsonl", ".ndjson")
_SPACE: Final = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it stands in the file, cell by cell; `wrong` is why nobody can read it.

    `entry` is which thing of the file it is, where several stand on one line.
    """

    number: int
    cells: Sequence[str]
    wrong: str = ""
    entry: int = 0

    @property
    def place(self) -> str:
        """Where it is found."""
        return f"{self.number}: entry {self.entry}" if self.entry else str(self.number)


@dataclass(frozen=True, slots=True)
class File:
    """The titles of a file, and its rows; those that can be read, as a skill takes them."""

    titles: Sequence[str]
    rows: Sequence[Row]

    def lines(self, fields: Mapping[str, Sequence[str]]) -> list[Line]:
        """The rows by the names of fields; a BotError where no title is known."""
        places = {name: self._places(known) for name, known in fields.items()}
        if (self.rows or self.titles) and not any(places.values()):
            known = ", ".join(repr(names[0]) for names in fields.values())
            raise BotError(f"none of its titles is known; call its columns {known}")
        return [
            Line(row.number, {name: _first(row.cells, found) for name, found in places.items()})
            for row in self.rows
            if not row.wrong
        ]

    def _places(self, known: Sequence[str]) -> list[int]:
        ranks = {plain(name): rank for rank, name in enumerate(known)}
        titles = [plain(title) for title in self.titles]
        found = [(ranks[title], place) for place, title in enumerate(titles) if title in ranks]
        return [place for _, place in sorted(found)]


def _first(cells: Sequence[str], places: Sequence[int]) -> str:
    """What the best of some columns says that says anything."""
    return next((cells[one] for one in places if one < len(cells) and cells[one]), "")


def read(data: bytes, kind: str, suffix: str) -> File:
    """What a file holds; a BotError where it can't be read at all.

    Of .json it is one text, of .jsonl and .ndjson each line is a thing, all else is a table.
    """
    text = decoded(data)
    if suffix in LINES:
        return _of_json_lines(text)
    return _of_json(text, kind) if suffix == JSON else _of_table(text)


def _of_table(text: str) -> File:
    rows = table(text)
    _, titles = next(rows, (1, []))
    if not any(title.strip() for title in titles):
        raise BotError("line 1: it names no columns; write their titles there")
    return File([title.strip() for title in titles], [_row(*row, len(titles)) for row in rows])


def _row(number: int, cells: Sequence[str], wide: int) -> Row:
    clean = [meant(without_unfit(cell).strip()) for cell in cells]
    surplus = any(clean[wide:])
    wrong = "it has more cells than there are titles; put what holds a separator in quotes"
    return Row(number, clean, wrong if surplus else "")


def _of_json(text: str, kind: str) -> File:
    try:
        json.loads(text)
        found = list(_things(text, (kind, *LISTS)))
    except (ValueError, RecursionError) as error:
        line = f"line {error.lineno}: " if isinstance(error, json.JSONDecodeError) else ""
        raise BotError(f"{line}this is no JSON; export it again, or as CSV") from error
    flat = [(number, _flat(thing) if isinstance(thing, dict) else None) for number, thing in found]
    titles = list(dict.fromkeys(name for _, one in flat if one for name in one))
    crowded = len({number for number, _ in flat}) < len(flat)
    rows = [
        _entry(titles, number, one, entry if crowded else 0)
        for entry, (number, one) in enumerate(flat, 1)
    ]
    return File(titles, rows)


def _of_json_lines(text: str) -> File:
    # Not by what else ends a line: a text may have that within.
    lines = [(number, one) for number, one in enumerate(text.split("\n"), 1) if one.strip()]
    flat = [(number, _line(one)) for number, one in lines]
    titles = list(dict.fromkeys(name for _, one in flat if one for name in one))
    return File(titles, [_entry(titles, number, one, 0) for number, one in flat])


def _line(text: str) -> dict[str, str] | None:
    """What stands on a line; None where that is no thing with names."""
    try:
        thing = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _flat(thing) if isinstance(thing, dict) else None


def _entry(titles: Sequence[str], number: int, one: Mapping[str, str] | None, entry: int) -> Row:
    if one is None:
        return Row(number, [], "it has no names and values; write {...}", entry)
    return Row(number, [one.get(title, "") for title in titles], "", entry)


def _things(text: str, lists: Sequence[str]) -> Iterator[tuple[int, Any]]:
    """Each thing of the list in a text that is JSON, with the line on which it begins."""
    decoder, at = json.JSONDecoder(), _after(text, _list_in(text, lists) + 1)
    while text[at] != "]":
        thing, end = decoder.raw_decode(text, at)
        yield text.count("\n", 0, at) + 1, thing
        at = _after(text, end)
        at = _after(text, at + 1) if text[at] == "," else at


def _list_in(text: str, lists: Sequence[str]) -> int:
    """Where the list begins: the whole, or what has one of some names."""
    at, decoder = _after(text, 0), json.JSONDecoder()
    if text[at] == "[":
        return at
    found: dict[str, int] = {}
    at = _after(text, at + 1) if text[at] == "{" else len(text)
    while at < len(text) and text[at] == '"':
        name, end = decoder.raw_decode(text, at)
        value = _after(text, _after(text, end) + 1)
        if text[value] == "[":
            found.setdefault(str(name).casefold(), value)
        at = _after(text, decoder.raw_decode(text, value)[1])
        at = _after(text, at + 1)
    for name in lists:
        if name in found:
            return found[name]
    raise BotError(f"there is no list in it; write [...], or {{{json.dumps(lists[0])}: [...]}}")


def _after(text: str, at: int) -> int:
    """The next place with something in it."""
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _flat(thing: Mapping[str, Any]) -> dict[str, str]:
    """Names and values as they would stand in a table: what is in {...} under both names."""
    found: dict[str, str] = {}
    for name, value in thing.items():
        inner = value if isinstance(value, dict) else {"": value}
        for more, one in inner.items():
            found[without_unfit(f"{name} {more}".strip())] = without_unfit(_said(one)).strip()
    return found


def _said(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case list():
            return ", ".join(_said(_name(one)) for one in value)
    return json.dumps(value, ensure_ascii=False)


def _name(one: Any) -> Any:
    """What a thing in a list is called, such as a tag."""
    return one.get("name", "") if isinstance(one, dict) else one
