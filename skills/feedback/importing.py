"""Importing: customers' words from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot import Chat, Imported, Line, Refused, Twins
from skills.feedback import filing, sources
from skills.feedback.heard import Heard, heard
from skills.feedback.kinds import (
    COMPLAINT,
    CUSTOMER,
    HELP,
    IMPROVEMENT,
    OPPORTUNITY,
    PARTNER,
    PRAISE,
    PROSPECT,
    PUBLIC,
)
from skills.feedback.settings import skill

AT_ONCE = 500
# Under the first name it is told of.
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text", "testo", "comment", "commento", "words", "review", "recensione", "body"),
    "title": ("title", "titolo", "subject", "oggetto", "headline"),
    "id": ("id", "number", "numero", "ticket", "review id", "response id"),
    "who": ("who", "kind", "chi", "tipo"),
    "name": ("name", "nome", "customer", "cliente", "author", "autore", "company", "azienda"),
    "email": ("email", "e-mail", "mail", "customer email", "email cliente"),
    "product": ("product", "prodotto", "service", "servizio"),
    "rating": ("rating", "stars", "score", "stelle", "voto", "valutazione"),
    "best": ("best", "out of", "scale", "scala"),
    "language": ("language", "lang", "lingua"),
    "intent": ("intent", "intento"),
    "tags": ("tags", "tag", "labels", "etichette"),
    "link": ("link", "url"),
    "said": ("said", "date", "data", "created", "created at", "submitted at", "timestamp"),
    "public": ("public", "pubblico"),
}


# What a table in Italian says where only some words count.
VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "who": {
        "cliente": CUSTOMER,
        "partner commerciale": PARTNER,
        "possibile cliente": PROSPECT,
        "in pubblico": PUBLIC,
        "pubblico": PUBLIC,
    },
    "intent": {
        "chiede aiuto": HELP,
        "aiuto": HELP,
        "reclamo": COMPLAINT,
        "desiderio": IMPROVEMENT,
        "complimento": PRAISE,
        "opportunità": OPPORTUNITY,
    },
    "public": {"sì": "yes", "si": "yes"},
}


@skill.imports("feedback", TITLES)
def take(chat: Chat, lines: Sequence[Line]) -> Iterator[Imported]:
    """Keep what each line says, once; what was said in the last days is posted where it belongs."""
    twins = chat.twins()
    read = [_read(chat, one) for one in lines]
    batches = [read[start : start + AT_ONCE] for start in range(0, len(read), AT_ONCE)]
    for some in chat.ahead(batches, _words):
        yield from _kept(chat, some, twins)


def _words(some: Sequence[Heard | Refused]) -> list[str]:
    return [one.words for one in some if isinstance(one, Heard)]


def _kept(chat: Chat, some: Sequence[Heard | Refused], twins: Twins) -> Iterator[Imported]:
    new = [one for one in some if isinstance(one, Heard)]
    kept = iter(filing.keep(chat, new, sources.FILES, twins=twins))
    for one in some:
        if isinstance(one, Refused):
            yield Imported(wrong=one.text)
        else:
            item = next(kept)
            yield Imported(item.id if item else None)


def _read(chat: Chat, line: Line) -> Heard | Refused:
    try:
        return heard(_in_our_words(line.cells), chat.now)
    except Refused as refused:
        return refused


def _in_our_words(cells: Mapping[str, str]) -> Mapping[str, str]:
    ours = {
        name: VALUES[name].get(cells[name].casefold().strip()) for name in VALUES & cells.keys()
    }
    return {**cells, **{name: one for name, one in ours.items() if one}}
