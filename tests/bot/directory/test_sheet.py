"""Sheets as Excel and HR systems write them: every form is read alike."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.sheet import read
from bot.errors import BotError

TITLES = ("Matricola", "Cognome", "Nome", "E-mail", "Sede")
ROWS = (
    ("17", "D'Agostò", "Niccolò", "n.dagosto@aurora.example", "Forlì"),
    ("18", "De’ Rossi; figlio", 'Ada "la svelta"', "", "Città\ndi Castello"),
)
MEANT = (
    {
        "key": "17",
        "last": "D'Agostò",
        "first": "Niccolò",
        "email": "n.dagosto@aurora.example",
        "location": "Forlì",
    },
    {
        "key": "18",
        "last": "De’ Rossi; figlio",
        "first": 'Ada "la svelta"',
        "email": "",
        "location": "Città di Castello",
    },
)


def table(delimiter: str, end: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([TITLES, *ROWS])
    return text.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_encodings_separators_and_line_ends(encoding: str, delimiter: str, end: str) -> None:
    lines = list(read(table(delimiter, end).encode(encoding)))
    assert [line.cells for line in lines] == list(MEANT)
    assert [line.number for line in lines] == [2, 3]


def test_excels_first_line_names_the_separator_and_is_counted() -> None:
    lines = list(read(("sep=|\r\n" + table("|")).encode("cp1252")))
    assert [line.cells for line in lines] == list(MEANT)
    assert [line.number for line in lines] == [3, 4]


def test_a_line_is_numbered_as_an_editor_numbers_it() -> None:
    data = b'id;name;team\n1;Ann;"Paint\nand\nAssembly"\n\n;;\n2;Bob;Care\n'
    assert [(line.number, line.cells["team"]) for line in read(data)] == [
        (2, "Paint and Assembly"),
        (7, "Care"),
    ]


def test_titles_may_be_written_in_many_ways_and_unknown_columns_are_left_alone() -> None:
    data = "MATRICOLA;Nome_e_Cognome;Data  di assunzione:;IBAN\n1;Ann Archer;1.2.2020;IT60X\n"
    (line,) = read(data.encode())
    assert line.cells == {"key": "1", "name": "Ann Archer", "started": "1.2.2020"}


def test_an_empty_first_line_and_a_separator_that_is_a_tab_are_no_riddle() -> None:
    assert [one.number for one in read(b"\nid,name\n1,Ann\n")] == [3]
    assert [one.cells["name"] for one in read(b"sep=\t\r\nid\tname\r\n1\tAnn\r\n")] == ["Ann"]


def test_a_line_with_more_cells_than_titles_is_marked() -> None:
    assert [one.surplus for one in read(b"id,name\n1,Ann,\n2,Bob,Care, Rome\n")] == [False, True]


def test_a_short_line_lacks_its_last_cells() -> None:
    (line,) = read(b"id;name;team\n1;Ann\n")
    assert line.cells == {"key": "1", "name": "Ann"}


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "line 1: no column says who somebody is: name one 'id' or 'e-mail'"),
        (b"name;team\nAnn;Paint\n", "line 1: no column says who somebody is"),
        (b"id;team\n1;Paint\n", "line 1: no column is called 'name', or 'first name' and"),
        (b"id;Matricola;name\n", "line 1: 'id' and 'Matricola' mean the same; keep one"),
        (b'id;name\n1;"Ann\n' + b"2;Bob\n" * 20_000, "line 2: a quote is opened here"),
        (b'id;name\n1;Ann\n2;"Bob\n3;Carla', "line 3: a quote is opened here and never closed"),
        (b"id;name\n1;Ann\x81\n", "line 2: a letter is neither UTF-8 nor Windows-1252"),
        ("id;name\n1;Niccolò\n".encode() + b"2;Per\xf2\n", "line 3: a letter is neither"),
        (b"PK\x03\x04\x00\x00id;name", "this is no table in text; save the file as CSV UTF-8"),
    ],
)
def test_what_is_no_such_table_is_told_with_its_line(data: bytes, complaint: str) -> None:
    with pytest.raises(BotError) as raised:
        list(read(data))
    assert str(raised.value).startswith(complaint)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_lines_or_a_complaint(data: bytes) -> None:
    for beginning in (b"", b"id;name\n"):
        with suppress(BotError):
            assert all(line.number > 1 for line in read(beginning + data))
