"""Importing: customers' words from a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot import Chat, Imported, Line, Refused, Twins
from skills.feedback import filing, reading, sources
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
    later = False
    for start in range(0, len(read), AT_ONCE):
        for told in _kept(chat, read[start : start + AT_ONCE], twins):
            later = later or told.later
            yield told
    if later:
        reading.begin(chat)


def _kept(chat: Chat, some: Sequence[Heard | Refused], twins: Twins) -> Iterator[Imported]:
    new = [one for one in some if isinstance(one, Heard)]
    news = [one for one in new if _is_news(chat, one)]
    others = [one for one in new if not _is_news(chat, one)]
    kept = iter(filing.keep(chat, news, sources.FILES, twins=twins))
    put_by = iter(filing.put_by(chat, others, sources.FILES))
    for one in some:
        if isinstance(one, Refused):
            yield Imported(wrong=one.text)
        else:
            later = not _is_news(chat, one)
            item = next(put_by if later else kept)
            yield Imported(item.id, later=later) if item else Imported()


def _is_news(chat: Chat, one: Heard) -> bool:
    return filing.is_news(chat, one.said or chat.now)


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
