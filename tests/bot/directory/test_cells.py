"""What a cell of an HR file means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory import cells


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_date_is_the_same_however_it_is_written(day: date) -> None:
    forms = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y-%m-%d 00:00:00")
    assert {cells.day(day.strftime(form)) for form in forms} == {day}
    assert cells.day(f"{day.day}/{day.month}/{day.year}") == day
    assert cells.birthday(f"{day:%d/%m}") == (day.month, day.day)
    assert cells.birthday(f"{day:%d/%m/%Y}") == (day.month, day.day)


@pytest.mark.parametrize(
    "cell", ["31/13/1990", "12/31/1990", "29/02/2023", "31/12/90", "1990", "0/0/2000", "1/1/1066"]
)
def test_what_is_no_date_is_refused_with_the_form_to_use(cell: str) -> None:
    with pytest.raises(ValueError, match="write it like 31/12/1990 or 1990-12-31"):
        cells.day(cell)


def test_the_29th_of_february_is_a_birthday() -> None:
    assert cells.birthday("29/2") == (2, 29)
    with pytest.raises(ValueError, match="'30/2' is no birthday; write it like 31/12"):
        cells.birthday("30/2")


@pytest.mark.parametrize(
    ("read", "cell", "meant"),
    [
        (cells.country, "Italia", "IT"),
        (cells.country, "ITALY", "IT"),
        (cells.country, "de", "DE"),
        (cells.country, "Stati Uniti", "US"),
        (cells.language, "it-IT", "it"),
        (cells.language, "Inglese", "en"),
        (cells.language, "German", "de"),
        (cells.zone, "Europe/Rome", "Europe/Rome"),
        (cells.address, "Ann.Archer@Aurora.Example", "ann.archer@aurora.example"),
        (cells.language_of, "IT", "it"),
        (cells.language_of, "CH", ""),
        (cells.language_of, "", ""),
        (cells.zone_of, "IT", "Europe/Rome"),
        (cells.zone_of, "US", ""),
        (cells.zone_of, "", ""),
    ],
)
def test_names_and_codes_are_understood(read: Callable[[str], str], cell: str, meant: str) -> None:
    assert read(cell) == meant


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (cells.country, "Padania"),
        (cells.country, "XX"),
        (cells.language, "Klingonese"),
        (cells.zone, "Europe/Roma"),
        (cells.address, "ann at aurora"),
        (cells.address, "a@b"),
    ],
)
def test_what_means_nothing_is_quoted(read: Callable[[str], str], cell: str) -> None:
    with pytest.raises(ValueError, match=f"^'{cell}' is no "):
        read(cell)
