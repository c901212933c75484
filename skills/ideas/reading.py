"""Reading: what a line of another tool's file says of an idea, whatever that tool calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from hashlib import sha256
from typing import Final

from skills.ideas.model import LONGEST
from skills.ideas.stages import BUILDING, DECLINED, DONE, NEW, PLANNED, REVIEW, STAGES
from skills.ideas.titles import FEWEST_LETTERS, LONGEST_TAG, MOST_TAGS, joined, tags_of

# Under the first name it is told of; what means somebody by name is the last to be looked at.
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "titolo", "name", "nome", "subject", "oggetto", "summary", "idea"),
    "text": (
        *("text", "testo", "description", "descrizione", "body", "details", "dettagli"),
        *("content", "contenuto", "words"),
    ),
    "email": (
        *("author e-mail", "author email", "email", "email autore", "autore email", "mail"),
        *("creator email", "user email", "created by email", "author", "autore", "creator"),
    ),
    "votes": (
        *("votes", "voti", "upvotes", "vote count", "votes count", "number of votes"),
        "supporters",
    ),
    "stage": ("status", "stage", "stato", "state", "fase", "status name", "status title"),
    "created": (
        *("created", "created at", "data", "date", "posted", "created on", "creation date"),
        *("data di creazione", "creato", "creata", "creata il", "published at"),
    ),
    "tags": (
        *("tags", "tag", "labels", "etichette", "category", "categories", "categoria"),
        *("categorie", "category name"),
    ),
    "id": ("id", "idea id", "post id", "key", "number", "numero"),
}
CALLED: Final = {
    NEW: "open submitted pending inbox received nuova nuovo aperta aperto ricevuta inattesa",
    REVIEW: "underreview inreview reviewing underconsideration considering inesame invalutazione",
    PLANNED: "accepted approved scheduled inprogramma pianificata pianificato approvata accettata",
    BUILDING: "inprogress started doing underway incorso inlavorazione insviluppo avviata",
    DONE: "complete completed shipped released implemented live realizzata completata fatta",
    DECLINED: "rejected wontdo notplanned nonsifa respinta rifiutata scartata bocciata",
}
_STAGES = {name: stage for stage, names in CALLED.items() for name in (stage, *names.split())}
_NUMBER = re.compile(r"(\d{1,9})([.,]0+)?", re.ASCII)
_DAYS = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y", "%d-%m-%Y")
EARLIEST = date(1970, 1, 2)


class Wrong(ValueError):
    """What is wrong with a line, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a line says of an idea; by its `source` it is known again."""

    words: str
    email: str
    votes: int
    stage: str
    created: datetime | None
    tags: tuple[str, ...]
    source: str


def read(cells: Mapping[str, str], now: datetime, zone: tzinfo) -> Read:
    """What a line says; Wrong where a part of it can't be understood."""
    words = _words(cells["title"], cells["text"])
    return Read(
        words,
        cells["email"],
        _votes(cells["votes"]),
        _stage(cells["stage"]),
        _created(cells["created"], now, zone),
        _tags(words, cells["tags"]),
        _source(cells, words),
    )


def _words(title: str, text: str) -> str:
    words = joined(title, text)
    if sum(one.isalpha() for one in words) < FEWEST_LETTERS:
        raise Wrong("it says nothing; write what the idea is into 'title' or 'text'")
    if len(words) > LONGEST:
        raise Wrong(f"it has {len(words)} characters; shorten it to {LONGEST}")
    return words


def _votes(said: str) -> int:
    match = _NUMBER.fullmatch(said or "0")
    if match is None:
        raise Wrong(f"its votes are {_quoted(said)}; write a whole number, such as 12")
    return int(match[1])


def _stage(said: str) -> str:
    plain = "".join(filter(str.isalnum, said.casefold())) or NEW
    if plain not in _STAGES:
        raise Wrong(f"its status is {_quoted(said)}; write one of {', '.join(STAGES)}")
    return _STAGES[plain]


def _created(said: str, now: datetime, zone: tzinfo) -> datetime | None:
    if not said:
        return None
    moment = next(_moments(said), None)
    if moment is None or moment.date() < EARLIEST:
        raise Wrong(f"it was created on {_quoted(said)}; write the day as 2026-11-27")
    far = moment.date() > now.date() + timedelta(days=1)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if far or aware > now:
        raise Wrong(f"it was created on {_quoted(said)}, which is still to come; write another day")
    return aware.astimezone(UTC)


def _moments(said: str) -> Iterator[datetime]:
    with suppress(ValueError):
        yield datetime.fromisoformat(said.removesuffix(" UTC"))
    for form in _DAYS:
        with suppress(ValueError):
            yield datetime.strptime(said, form)  # noqa: DTZ007 - the zone is the company's


def _tags(words: str, said: str) -> tuple[str, ...]:
    named = ("_".join(one.strip().lstrip("#").split()) for one in re.split(r"[,;|]", said))
    found = [one.casefold()[:LONGEST_TAG] for one in named if one]
    return tuple(dict.fromkeys([*found, *tags_of(words)]))[:MOST_TAGS]


def _source(cells: Mapping[str, str], words: str) -> str:
    """A mark by which the line is known again, also where its words were changed meanwhile.

    A number alone would be that of another tool's idea, too.
    """
    named = [cells["id"], cells["created"]]
    parts = named if all(named) else [" ".join(words.split()).casefold()]
    return sha256("\n".join(parts).encode()).hexdigest()


def _quoted(said: str) -> str:
    return repr(said if len(said) <= 40 else f"{said[:40]}...")
