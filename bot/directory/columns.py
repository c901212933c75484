"""The columns an HR file may have, and the names they go by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.directory.spelling import plain

# The first name in each language is the one that documents and complaints use.
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "key": ("id", "employee id", "employee number", "personnel number", "hr id", "matricola"),
    "name": ("name", "full name", "nominativo", "nome e cognome", "cognome e nome"),
    "first": ("first name", "given name", "nome"),
    "last": ("last name", "surname", "family name", "cognome"),
    "email": ("e-mail", "mail", "e-mail address", "posta elettronica", "indirizzo e-mail"),
    "company": ("company", "legal entity", "azienda", "società", "ragione sociale"),
    "division": ("division", "business unit", "divisione", "direzione"),
    "team": ("team", "department", "reparto", "squadra", "ufficio"),
    "manager": ("manager", "manager id", "reports to", "responsabile", "matricola responsabile"),
    "location": ("location", "site", "office", "city", "sede", "luogo di lavoro", "città"),
    "country": ("country", "paese", "nazione"),
    "started": ("start date", "hire date", "data di assunzione", "assunzione"),
    "birthday": ("birthday", "date of birth", "compleanno", "data di nascita"),
    "language": ("language", "lingua"),
    "zone": ("time zone", "fuso orario"),
}


def field_of(title: str) -> str:
    """The field a column's title means; empty for a column we do not take."""
    return _FIELDS.get(plain(title), "")


_FIELDS = {plain(name): field for field, names in COLUMNS.items() for name in names}
