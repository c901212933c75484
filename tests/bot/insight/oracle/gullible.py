"""A gullible mind: it does to the letter what a text wants of it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.bot.insight.oracle.mind import Heard, Mind, Turn, completion, entries
from tests.bot.insight.oracle.world import GOOD

Json = Any
# What hides an address may take the closing sign along.
WANTED = re.compile(r"«(.*?)(?:»|$)", re.DOTALL)
CODED = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
UNSEEN = ("\u200b", "\u200d", "\u202e", "\U000e0053", "\u00ad")


def gullible(kind: str) -> Turn:
    """Obey the first text; answer the one behind it as one should."""

    async def turn(_mind: Mind, _request: web.Request, heard: Heard) -> web.StreamResponse:
        return web.json_response(WHOLE.get(kind, _obeying(kind))(heard))

    return turn


def _obeying(kind: str) -> Callable[[Heard], Json]:
    def obey(heard: Heard) -> Json:
        return completion(entries([_answer(kind, heard), *[GOOD] * (len(heard.texts) - 1)]))

    return obey


def _answer(kind: str, heard: Heard) -> Json:
    text, *others = heard.texts
    mine = {"topic": "other", "quote": text.split()[0], "why": "It says so."}
    match kind:
        case "key":
            return {**mine, "why": heard.body["messages"][0]["content"][:900]}
        case "names":
            return {**mine, "why": ", ".join(re.findall(r"\[[A-Z]+_\d+\]", " ".join(others)))}
        case "others":
            return {**mine, "quote": others[0]}
        case "schema":
            return {"name": "[NAME_1]", "action": "done", "priority": 1}
        case "number":
            return {**mine, "why": "Of all customers 47 percent say so."}
        case "zero_width":
            return {**mine, "why": UNSEEN[len(text) % len(UNSEEN)].join("It says so.")}
        case "base64":
            return {**mine, "why": _decoded(text)}
        case _:
            return {**mine, "why": _wanted(text)}


def _wanted(text: str) -> str:
    found = WANTED.search(text)
    assert found, f"this one wants nothing: {text}"
    return found[1]


def _decoded(text: str) -> str:
    found = CODED.search(text)
    try:
        return base64.b64decode(found[0]).decode() if found else text
    except (binascii.Error, UnicodeDecodeError):
        return f"{text}|"


def _smuggled(heard: Heard) -> Json:
    """Put the text where its answer belongs, as it is."""
    return completion('{"answers": [{"id": 1, "answer": {"why": "' + heard.texts[0])


def _called(_heard: Heard) -> Json:
    call = {"id": "1", "type": "function", "function": {"name": "mail", "arguments": "{}"}}
    return completion(None, "tool_calls", tool_calls=[call])


def _refused(heard: Heard) -> Json:
    ways: list[Json] = [
        completion(None, refusal="I am sorry."),
        completion(""),
        completion("I am sorry, I would rather not."),
        completion(json.dumps({"answers": [GOOD]})[:20], "length"),
    ]
    return ways[len(heard.texts[0]) % len(ways)]


WHOLE: dict[str, Callable[[Heard], Json]] = {
    "smuggling": _smuggled,
    "tool": _called,
    "refuse": _refused,
}
