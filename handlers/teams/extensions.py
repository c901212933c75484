"""Extensions: shortcuts of skills, chosen from the menu of a message or beside what is written."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from bot.runtime.incoming import Chosen, Picked
from handlers.teams.incoming import Body, part, text, word
from handlers.teams.limits import clean

FETCH: Final = "composeExtension/fetchTask"
SUBMISSION: Final = "composeExtension/submitAction"
# Teams waits five seconds for such an answer, and asks three times.
BUDGET: Final = 4.0
WITHIN: Final = 0.8
# Much longer than any message: Teams takes 28 KB.
LONGEST: Final = 30_000
BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "blockquote", "h1", "h2", "h3", "pre"})
PICTURES: Final = frozenset({"img", "emoji"})
# No tag holds the beginning of another, and names are short: whatever comes is looked at once.
_TAG = re.compile(r"<(/?)(?:([A-Za-z][A-Za-z0-9]{0,20})|[!?])([^<>]*)>")
_ALT = re.compile(r'\salt="([^"]*)"')


def chosen(body: Body) -> Picked | Chosen:
    """The shortcut, on somebody's message if it was on one."""
    value = part(body, "value")
    name = text(value, "commandId")
    if word(value, "commandContext") != "message":
        return Chosen(name)
    message = part(value, "messagePayload")
    link = word(message, "linkToMessage")
    link = link if link.startswith("https://") else ""
    return Picked(name, author(message), written(message), word(message, "id"), link)


def author(message: Body) -> str:
    """Whoever wrote a message, by an id; empty for an app, and for who is in no directory."""
    user = part(part(message, "from"), "user")
    return word(user, "id") if word(user, "userIdentityType") == "aadUser" else ""


def written(message: Body) -> str:
    """The bare words of a message: nothing in it is markup any more."""
    body = part(message, "body")
    content = word(body, "content")[:LONGEST]
    if word(body, "contentType") != "html":
        return clean(content).strip()
    read = unescape(_TAG.sub(_read, content)).replace("\xa0", " ")
    lines = (line.strip() for line in clean(read).splitlines())
    return "\n".join(line for line in lines if line)


def _read(tag: re.Match[str]) -> str:
    """What a person reads where a tag stands; a picture has words of its own."""
    closes, name, rest = tag[1], (tag[2] or "").lower(), tag[3]
    if name == "at":
        return "" if closes else "@"
    if name in PICTURES and (words := _ALT.search(rest)):
        return words[1]
    return "\n" if name in BREAKS else ""
