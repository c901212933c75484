"""What a cell of an HR file means; a ValueError says why one means nothing."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

from bot.directory.spelling import plain
from bot.directory.zones import zones

DATE = re.compile(
    r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}))(?: 0?0:00.*)?"
)
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})\.?")
ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
LANGUAGES = ("en", "it")  # in which countries and languages may be written
OLDEST = 1900
DIFFERENT = 1000  # cells of a column, of which most say the same


def day(cell: str) -> date:
    """A date, the day first as in 31/12/1990, or in ISO form."""
    found = DATE.fullmatch(cell)
    try:
        if found is None:
            raise ValueError
        year, month, number, first, second, last = found.groups()
        read = date(int(year or last), int(month or second), int(number or first))
    except ValueError:
        read = None
    if read is None or read.year < OLDEST:
        raise ValueError(f"{cell!r} is no date; write it like 31/12/1990 or 1990-12-31")
    return read


def birthday(cell: str) -> tuple[int, int]:
    """Month and day of a birthday; its year is not kept, and need not be there."""
    found = DAY.fullmatch(cell)
    if found is None:
        born = day(cell)
        return born.month, born.day
    try:
        # A leap year, in which every birthday there is exists.
        born = date(2000, int(found[2]), int(found[1]))
    except ValueError:
        raise ValueError(f"{cell!r} is no birthday; write it like 31/12") from None
    return born.month, born.day


def address(cell: str) -> str:
    """An e-mail address, in lower case."""
    if not ADDRESS.fullmatch(cell):
        raise ValueError(f"{cell!r} is no e-mail address")
    return cell.lower()


@lru_cache(DIFFERENT)
def country(cell: str) -> str:
    """The two letters of a country, from them or from its English or Italian name."""
    code = cell.upper() if len(cell) == 2 else _countries().get(plain(cell), "")
    if code not in _countries().values():
        raise ValueError(f"{cell!r} is no country; write its name or two letters, such as IT")
    return code


@lru_cache(DIFFERENT)
def language(cell: str) -> str:
    """The code of a language, from one such as it-IT or from its English or Italian name."""
    code = re.split("[-_]", cell.lower())[0]
    code = code if len(code) == 2 else _languages().get(plain(cell), "")
    if code not in _languages().values():
        raise ValueError(f"{cell!r} is no language; write its name or two letters, such as it")
    return code


def zone(cell: str) -> str:
    """A time zone by its IANA name."""
    if cell not in zones():
        raise ValueError(f"{cell!r} is no time zone; write it like Europe/Rome")
    return cell


@lru_cache(DIFFERENT)
def language_of(country_: str) -> str:
    """The language of a country that has only one; empty for the others."""
    found = get_official_languages(country_, de_facto=True) if country_ else ()
    return found[0] if len(found) == 1 else ""


@lru_cache(DIFFERENT)
def zone_of(country_: str) -> str:
    """The time zone of a country that has only one; empty for the others."""
    found = get_global("territory_zones").get(country_, [])
    return found[0] if len(found) == 1 and found[0] in zones() else ""


@cache
def _countries() -> dict[str, str]:
    known = [Locale.parse(one).territories for one in LANGUAGES]
    return {
        plain(name): code
        for names in known
        for code, name in names.items()
        if len(code) == 2
        and code.isalpha()
        and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    }


@cache
def _languages() -> dict[str, str]:
    known = [Locale.parse(one).languages for one in LANGUAGES]
    return {plain(name): code for names in known for code, name in names.items() if len(code) == 2}
