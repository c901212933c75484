"""The page on HR files and the code agree on every column."""

from __future__ import annotations

import re
from pathlib import Path

from bot.directory.columns import COLUMNS, field_of

PAGE = Path(__file__).parents[3] / "docs" / "people.md"


def rows() -> list[tuple[str, str]]:
    """The names of each row of the table, and the other names beside them."""
    found = re.findall(r"^\| (`.*?`) \| (.*?) \|", PAGE.read_text(), re.MULTILINE)
    assert found
    return found


def test_every_name_on_the_page_is_read_and_every_field_is_on_the_page() -> None:
    names = [name for first, _ in rows() for name in re.findall("`(.*?)`", first)]
    assert {field_of(name) for name in names} == set(COLUMNS)
    others = [name for _, more in rows() for name in re.split("[;,]", more) if name.strip()]
    assert all(field_of(name) for name in others)


def test_the_first_names_are_those_of_the_page() -> None:
    page = PAGE.read_text()
    assert all(f"`{names[0]}`" in page for names in COLUMNS.values())
