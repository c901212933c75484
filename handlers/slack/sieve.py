"""The sieve: events that nobody here asked for fall through before anything reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.slack.manifest import EVENTS

Path = tuple[str, ...]

LIST = "[]"
TYPE: Path = ("event", "type")
ENVELOPE: Path = ("envelope_id",)
PAYLOAD = "payload"
MESSAGE = "message"

# A text is stepped over as one piece, whatever stands in it.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands around the words of a message, none of which are kept.

    `homes` are the workspaces and organisations it names as those it is told to.
    """

    homes: frozenset[str]
    channel: str
    room: str
    message: str
    thread: str
    subtype: str
    author_is_app: bool
    has_words: bool


def unasked(body: str) -> bool:
    """Whether a request tells of an event we subscribe to nowhere, such as a message."""
    return next((kind not in EVENTS for path, kind in _texts(body) if path == TYPE), False)


def unasked_envelope(envelope: str) -> str | None:
    """The id under which to acknowledge an envelope with such an event; None for all else."""
    if '"events_api"' not in envelope:
        return None
    id_, dropped = "", False
    for path, text in _texts(envelope):
        if path == ENVELOPE:
            id_ = text
        elif path == (PAYLOAD, *TYPE):
            dropped = text not in EVENTS
            if not dropped:
                return None
        if id_ and dropped:
            return id_
    return None


def heading(body: str) -> Heading | None:
    """What stands around a message's words, in a request or in an envelope; None of all else."""
    found: dict[Path, str] = {}
    homes = set[str]()
    for path, text in _texts(body):
        inner = path[1:] if path[:1] == (PAYLOAD,) else path
        if inner[-1:] in (("team_id",), ("enterprise_id",)) and inner[:1] != TYPE[:1]:
            homes.add(text)
        elif inner[:1] == TYPE[:1] and len(inner) == len(TYPE):
            found[inner] = text if inner[-1] != "text" else text.strip()[:1]
    return _heading(found, frozenset(homes)) if found.get(TYPE) == MESSAGE else None


def _heading(found: Mapping[Path, str], homes: frozenset[str]) -> Heading:
    def told(name: str) -> str:
        return found.get(("event", name), "")

    return Heading(
        homes,
        told("channel"),
        told("channel_type"),
        told("ts"),
        told("thread_ts"),
        told("subtype"),
        author_is_app=bool(told("bot_id") or told("app_id")) or not told("user"),
        has_words=bool(told("text")),
    )


def _texts(json: str) -> Iterator[tuple[Path, str]]:
    """Each text in some JSON, as it is written, with the keys that lead to it.

    Nothing is decoded, and nothing kept.
    """
    keys: list[str] = []
    expects_key = False
    for token in _TOKEN.finditer(json):
        match token[0]:
            case "{" | "[" as opening:
                keys.append(LIST if opening == "[" else "")
                expects_key = opening == "{"
            case "}" | "]":
                keys = keys[:-1]
            case ",":
                expects_key = keys[-1:] != [LIST]
            case text if expects_key and keys:
                keys[-1], expects_key = text[1:-1], False
            case text:
                yield tuple(keys), text[1:-1]
