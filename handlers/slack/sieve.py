"""The sieve: events that nobody here asked for fall through before anything reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.slack.manifest import EVENTS

Path = tuple[str, ...]

LIST = "[]"
TYPE: Path = ("event", "type")
ENVELOPE: Path = ("envelope_id",)
IN_ENVELOPE: Path = ("payload", *TYPE)

# A text is stepped over as one piece, whatever stands in it.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)


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
        elif path == IN_ENVELOPE:
            dropped = text not in EVENTS
            if not dropped:
                return None
        if id_ and dropped:
            return id_
    return None


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
