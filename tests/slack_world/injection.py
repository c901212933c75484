"""What in a payload calls people or leads away: broadcasts, mentions of groups, links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .schema import Payload

CONTROL = re.compile(r"<([^<>]*)(>?)")
ADDRESS = re.compile(
    r"(?<![\w@.])(?:https?://|www\.|mailto:)\S+"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|it|de|fr|eu|dev|app|ai|co|info|biz|me|gl|ly|xyz)\b",
    re.IGNORECASE,
)
SHOUT = re.compile(r"(?<!\w)@(?:here|channel|everyone)\b")


def injected(payload: Payload, people: Collection[str] | None = None) -> list[str]:
    """List broadcasts, usergroup mentions, links and stray markup in a message, answer or view.

    Looks at `text` and `initial_comment`, at every mrkdwn text object, at the elements of rich_text
    and at the addresses behind buttons. Plain text objects and rich_text's `text` elements are
    shown by Slack as they are and so hold nothing to find. With `people`, a mention of a user or
    channel whose id is not among them is listed too. Slack makes links of bare addresses and
    mentions of a bare @here in mrkdwn unless `verbatim` is set; these count.
    """
    found = [f"/{name}: {name} is on" for name in ("link_names",) if payload.get(name)]
    for name in ("text", "initial_comment"):
        if isinstance(payload.get(name), str):
            bare = not payload.get("blocks") and payload.get("parse") != "none"
            found += _in_mrkdwn(payload[name], f"/{name}", people, bare=bare)
    for name, value in payload.items():
        if name not in ("metadata", "private_metadata"):
            found += _walk(value, f"/{name}", people)
    return found


def _walk(value: object, at: str, people: Collection[str] | None) -> Iterator[str]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, f"{at}/{index}", people)
    elif isinstance(value, dict):
        yield from _node(value, at, people)
        for name, item in value.items():
            yield from _walk(item, f"{at}/{name}", people)


def _node(node: Payload, at: str, people: Collection[str] | None) -> Iterator[str]:
    kind = node.get("type")
    if kind == "mrkdwn" and isinstance(node.get("text"), str):
        yield from _in_mrkdwn(node["text"], at, people, bare=not node.get("verbatim"))
    elif kind == "broadcast":
        yield f"{at}: broadcast to {node.get('range')}"
    elif kind == "usergroup":
        yield f"{at}: mention of group {node.get('usergroup_id')}"
    elif kind in ("user", "channel") and f"{kind}_id" in node:
        yield from _stranger(node[f"{kind}_id"], at, people)
    elif isinstance(node.get("url"), str):
        yield f"{at}: link to {node['url']}"


def _in_mrkdwn(words: str, at: str, people: Collection[str] | None, *, bare: bool) -> Iterator[str]:
    for match in CONTROL.finditer(words):
        yield from _control(match, at, people)
    if bare:
        outside = CONTROL.sub(" ", words)
        for address in ADDRESS.findall(outside):
            yield f"{at}: {address} becomes a link"
        for shout in SHOUT.findall(outside):
            yield f"{at}: {shout} may become a broadcast"


def _control(match: re.Match[str], at: str, people: Collection[str] | None) -> Iterator[str]:
    inner, closed = match.groups()
    if not closed:
        yield f"{at}: an unescaped < before {inner[:20]!r}"
    elif inner.startswith(("@", "#")):
        yield from _stranger(inner[1:].partition("|")[0], at, people)
    elif inner.startswith("!subteam"):
        yield f"{at}: mention of group <{inner}>"
    elif inner.startswith("!"):
        yield f"{at}: broadcast or special <{inner}>"
    else:
        yield f"{at}: link <{inner}>"


def _stranger(who: str, at: str, people: Collection[str] | None) -> Iterator[str]:
    if people is not None and who not in people:
        yield f"{at}: mention of {who}, who was not expected"
