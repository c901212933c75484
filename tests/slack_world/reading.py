"""What a person reads on the screen: markup gone, entities undone, names filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .schema import Payload

CONTROL = re.compile(r"<([^<>]*)>")
CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
QUOTE = re.compile(r"^(?:&gt;|>) ?", re.MULTILINE)
MARKS = [
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]*[^\s{mark}]){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "~")
]
READ_FIRST = ("title", "text", "fields", "label", "accessory", "blocks", "elements", "element")
READ_LAST = ("placeholder", "options", "hint", "submit", "close")


def shown(payload: Payload, names: Mapping[str, str] | None = None) -> str:
    """Return the text of a message or view as a person sees it, one line a part.

    `names` maps user and channel ids to what is shown after @ or #; an id without a name is shown
    itself. A message with blocks is read from its blocks, its `text` being only what a notification
    says.
    """
    known = names or {}
    if payload.get("blocks") or "text" not in payload:
        return "\n".join(
            _parts(payload if payload.get("type") else {"blocks": payload.get("blocks")}, known)
        )
    return _mrkdwn(payload["text"], known)


def _parts(node: object, names: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _parts(item, names)
    elif isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn"):
            yield _mrkdwn(node["text"], names) if node["type"] == "mrkdwn" else node["text"]
        elif str(node.get("type")).startswith("rich_text_"):
            yield _rich(node, names)
        elif node.get("type") == "image":
            yield node["alt_text"]
        else:
            for name in (*READ_FIRST, *READ_LAST):
                yield from _parts(node.get(name), names)


def _rich(part: Payload, names: Mapping[str, str]) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(f"• {_rich(item, names)}" for item in part["elements"])
    return "".join(_inline(element, names) for element in part["elements"])


def _inline(element: Payload, names: Mapping[str, str]) -> str:
    match element["type"]:
        case "text":
            return str(element["text"])
        case "user" | "channel" as kind:
            who = element[f"{kind}_id"]
            return f"{'@' if kind == 'user' else '#'}{names.get(who, who)}"
        case "emoji":
            return f":{element['name']}:"
        case "link":
            return str(element.get("text", element["url"]))
        case "broadcast":
            return f"@{element['range']}"
        case "usergroup":
            return f"@{element['usergroup_id']}"
        case _:
            return str(element.get("fallback", ""))


def _mrkdwn(words: str, names: Mapping[str, str]) -> str:
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group(1) or match.group(2))
        return f"\x00{len(kept) - 1}\x00"

    plain = QUOTE.sub("", CODE.sub(keep, words))
    for mark in MARKS:
        plain = mark.sub(r"\1", plain)
    plain = re.sub("\x00(\\d+)\x00", lambda m: kept[int(m.group(1))], plain)
    return _unescaped(CONTROL.sub(lambda m: _named(m.group(1), names), plain))


def _named(inner: str, names: Mapping[str, str]) -> str:
    target, _, label = inner.partition("|")
    if target.startswith(("@", "#")):
        return target[0] + names.get(target[1:], label or target[1:])
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return label or target


def _unescaped(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
