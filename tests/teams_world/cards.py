"""What Teams does not take: activities that are too big, cards beyond schema 1.5."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

LARGEST = 100 * 1024
LARGEST_CARD = 28 * 1024
NEWEST = (1, 5)
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
BLOCKS = ("TextBlock", "Image", "Media", "RichTextBlock", "FactSet", "ImageSet", "ActionSet")
CONTAINERS = ("Container", "ColumnSet", "Column", "Table", "TableRow", "TableCell")
INPUTS = tuple(f"Input.{one}" for one in ("Text", "Number", "Date", "Time", "Toggle", "ChoiceSet"))
ACTIONS = tuple(
    f"Action.{one}" for one in ("OpenUrl", "Submit", "ShowCard", "ToggleVisibility", "Execute")
)
KNOWN = frozenset((*BLOCKS, *CONTAINERS, *INPUTS, *ACTIONS, "TextRun", "Data.Query"))
MOST_ACTIONS = 6
MOST_MENTIONS = 20
_AT = re.compile(r"<at>[^<>]*</at>")
# What has a type of its own that is none of an element's.
ASIDE = frozenset(["data", "refresh", "authentication", "msteams", "backgroundImage", "metadata"])


def too_big(activity: dict[str, Any]) -> list[str]:
    """Say which parts of an activity are larger than Teams takes."""
    sizes = [("", activity, LARGEST)] + [
        (f"/attachments/{n}", one, LARGEST_CARD)
        for n, one in enumerate(activity.get("attachments") or [])
    ]
    return [
        f"{at}: {size} bytes, allowed {most}"
        for at, part, most in sizes
        if (size := len(json.dumps(part, ensure_ascii=False).encode())) > most
    ]


def faults(activity: dict[str, Any]) -> list[str]:
    """Say what else is wrong with an activity."""
    found = [] if activity.get("type") in ("message", "typing") else ["/type: not one to be sent"]
    attachments = activity.get("attachments") or []
    if activity.get("type") == "message" and not activity.get("text") and not attachments:
        found.append("neither text nor attachments")
    for n, one in enumerate(attachments):
        at = f"/attachments/{n}"
        if one.get("contentType") == ADAPTIVE:
            found += _card(one.get("content"), f"{at}/content")
        elif not one.get("contentType"):
            found.append(f"{at}/contentType: missing")
    return found


def _card(card: Any, at: str) -> Iterator[str]:
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        yield f"{at}: no AdaptiveCard"
        return
    version = re.fullmatch(r"(\d+)\.(\d+)", str(card.get("version")))
    if not version or (int(version[1]), int(version[2])) > NEWEST:
        yield f"{at}/version: {card.get('version')!r}, allowed up to 1.5"
    if len(card.get("actions") or []) > MOST_ACTIONS:
        yield f"{at}/actions: {len(card['actions'])}, shown are {MOST_ACTIONS}"
    yield from _mentions(card, at)
    seen: set[str] = set()
    for part in ("body", "actions"):
        yield from _walk(card.get(part), f"{at}/{part}", seen)


def _mentions(card: dict[str, Any], at: str) -> Iterator[str]:
    """Mentions stand in blocks of text, where markdown is read; each has an entity of its own."""
    entities = (card.get("msteams") or {}).get("entities") or []
    named = [one.get("text") for one in entities]
    blocks = "\n".join(_texts(card.get("body"), "TextBlock"))
    if len(named) > MOST_MENTIONS:
        yield f"{at}/msteams/entities: {len(named)}, allowed {MOST_MENTIONS}"
    if sorted(set(named)) != sorted(named) or sorted(set(_AT.findall(blocks))) != sorted(named):
        yield f"{at}/msteams/entities: {named}, in the text {_AT.findall(blocks)}"
    if any(one in words for one in named for words in _texts(card.get("body"), "TextRun")):
        yield f"{at}/body: the text of a mention stands in somebody's words"


def _texts(node: Any, kind: str) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == kind:
            yield str(node.get("text"))
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _texts(one, kind)


def _walk(node: Any, at: str, seen: set[str]) -> Iterator[str]:
    if isinstance(node, list):
        for n, item in enumerate(node):
            yield from _walk(item, f"{at}/{n}", seen)
    elif isinstance(node, dict) and node.get("type") == "AdaptiveCard":
        yield from _card(node, at)
    elif isinstance(node, dict):
        yield from _element(node, at, seen)
        for key, value in node.items():
            if key not in ASIDE:
                yield from _walk(value, f"{at}/{key}", seen)


def _element(node: dict[str, Any], at: str, seen: set[str]) -> Iterator[str]:
    kind, name = str(node.get("type", "")), str(node.get("id") or "")
    if kind and kind not in KNOWN and "fallback" not in node:
        yield f"{at}: {kind} is in no schema up to 1.5"
    if name in seen:
        yield f"{at}/id: {name!r} is there twice"
    seen |= {name} - {""}
