"""What a person reads on an Adaptive Card: one line a part; what cannot be read fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Card = dict[str, Any]

MENTION = re.compile(r"</?at[^<>]*>")
CELLS = ("Table", "TableRow", "TableCell")
# Where an element keeps those inside it.
INSIDE = ("body", "items", "columns", "rows", "cells", "images")
GROUPS = ("AdaptiveCard", "Container", "ColumnSet", "Column", "ImageSet", *CELLS)
# What a client draws nothing of, or nothing in words.
SILENT = ("ActionSet", "Icon")


def shown(card: Card) -> str:
    """All that a card says, its buttons apart."""
    return "\n".join(_lines(card))


def labels(card: Card) -> Iterator[str]:
    """What stands on its buttons."""
    for one in _elements(card):
        for action in one.get("actions", []):
            yield action["title"]


def fields(card: Card) -> list[Card]:
    """What can be filled in, in the order shown."""
    return [one for one in _elements(card) if str(one.get("type")).startswith("Input.")]


def _elements(node: Card) -> Iterator[Card]:
    yield node
    for name in INSIDE:
        for one in node.get(name, []):
            yield from _elements(one)


def _lines(node: Card) -> Iterator[str]:
    kind = str(node["type"])
    if kind == "ColumnSet":
        # What stands side by side is read in one line.
        yield " ".join(line for one in node["columns"] for line in _lines(one))
    elif kind in GROUPS:
        for name in INSIDE:
            for one in node.get(name, []):
                yield from _lines(one)
    elif kind.startswith("Input."):
        yield from (node[name] for name in ("label", "errorMessage") if name in node)
    elif kind not in SILENT:
        yield from _words(kind, node)


def _words(kind: str, node: Card) -> Iterator[str]:
    match kind:
        case "RichTextBlock":
            yield "".join(_run(one) for one in node["inlines"])
        case "TextBlock":
            yield _plain(node["text"])
        case "FactSet":
            for fact in node["facts"]:
                yield f"{_plain(fact['title'])}: {_plain(fact['value'])}"
        case "Image":
            yield node["altText"]
        case _:
            raise AssertionError(f"{kind}: cannot be read")


def _run(one: Any) -> str:
    return one if isinstance(one, str) else str(one["text"])


def _plain(words: str) -> str:
    """Words as they are shown: mentions by their names, and what was escaped as it was meant."""
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|~<>-])", r"\1", MENTION.sub("", words)).replace("**", "")
