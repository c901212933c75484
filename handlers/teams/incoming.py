"""From Teams: activities become neutral events."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final, TypeAlias

from bot.runtime.incoming import (
    Chosen,
    Incoming,
    Picked,
    Pressed,
    Reacted,
    Ref,
    Replied,
    Said,
    Submitted,
    Visited,
    said_aloud,
)
from handlers.teams import reactions
from handlers.teams.limits import clean
from handlers.teams.render import VERB

Body: TypeAlias = Mapping[str, Any]

EXECUTE: Final = "adaptiveCard/action"
PERSONAL: Final = "personal"
CHANNEL: Final = "channel"
# In what a button of a home sends: which drawing of it was pressed.
DRAWING: Final = "drawing"

_AT = re.compile(r"<at(?:\s[^<>]{0,100})?>([^<>]{0,300})</at>", re.IGNORECASE)
_TAG = re.compile(r"<(?:/?(?:p|div|span|strong|em|b|i|u)|br\s?/?)>", re.IGNORECASE)
_THREAD = ";messageid="
# Halves of characters and the zero: neither leaves in UTF-8, nor can every database keep it.
_BROKEN = re.compile("[\x00\ud800-\udfff]")


class Unreadable(Exception):
    """An activity that Teams could not have written."""


def from_message(body: Body, workspace: str, ids: Mapping[str, str]) -> Incoming:
    """Words to the bot; `ids` are those of the directory for the ids of who is mentioned."""
    bot = word(part(body, "recipient"), "id")
    said, _ = _said(body, bot, ids)
    key = _key(conversation(body), text(body, "id"))
    return Incoming(workspace, key, user(body), said_aloud(said), place(body))


def replies(body: Body, ids: Mapping[str, str]) -> list[Replied]:
    """The same words as a reply, without the name of the bot, to each message it may be one to."""
    after, before = _said(body, word(part(body, "recipient"), "id"), ids)
    whole, _, root = text(part(body, "conversation"), "id").partition(_THREAD)
    # Of a channel the thread is told, elsewhere the message that was quoted.
    found = dict.fromkeys(one for one in (root, word(body, "replyToId")) if one)
    said = (*before, *after)
    message = text(body, "id")
    return [Replied({"channel": whole, "message": one}, said, message) for one in found]


def from_press(body: Body, workspace: str) -> Incoming:
    """A button pressed on a card: it counts once a person and drawing, whatever the id."""
    action = part(part(body, "value"), "action")
    if action.get("verb") != VERB:
        raise Unreadable("a button of somebody else")
    data = part(action, "data")
    token, nonce = text(data, "token"), word(data, "nonce")
    where = {"channel": conversation(body), "message": word(body, "replyToId")}
    # What is in somebody's own chat is not what everybody sees.
    about = word(data, "about") if place(body) else ""
    pressed = Pressed(token, where if where["message"] else {}, about)
    key = _key(user(body), nonce or text(body, "id"), token)
    return Incoming(workspace, key, user(body), pressed, place(body))


def from_dialog(body: Body, workspace: str, what: Pressed | Submitted) -> Incoming:
    """A dialog to be opened, or sent off: that counts by its token.

    What a button of a home does counts once a person and drawing.
    """
    drawing = word(part(part(body, "value"), "data"), DRAWING)
    once = (drawing, what.token) if drawing else (text(body, "id"),)
    return Incoming(workspace, _key(user(body), *once), user(body), what, place(body))


def from_extension(body: Body, workspace: str, what: Picked | Chosen | Submitted) -> Incoming:
    """A shortcut, or its dialog sent off, wherever it was: Piazza may not be there.

    The chat of two people is personal, too, and is not the one with Piazza.
    """
    key = _key(user(body), text(body, "id"))
    return Incoming(workspace, key, user(body), what, conversation(body))


def from_reaction(body: Body, workspace: str) -> Incoming | None:
    """A reaction to a message; the same one counts once a person. None: one was taken back."""
    added = body.get("reactionsAdded")
    first = added[0] if isinstance(added, list) and added else None
    if not isinstance(first, dict) or not (kind := word(first, "type")):
        return None
    where = {"channel": conversation(body), "message": text(body, "replyToId")}
    names = reactions.names(kind)
    key = _key(user(body), *where.values(), "reacted", names[0])
    what = Reacted(names[0], where, names[1:])
    return Incoming(workspace, key, user(body), what, place(body))


def welcomed(body: Body, workspace: str) -> Incoming:
    """Somebody who has just installed the app sees their home, and in it what it can do."""
    key = _key(conversation(body), "installed", word(body, "id"))
    return Incoming(workspace, key, user(body), Visited(), None)


def mentions(body: Body) -> Iterator[tuple[str, str]]:
    """Who is mentioned, the bot included: the words that stand for them, and their id here."""
    found = body.get("entities")
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict) and one.get("type") == "mention":
            shown, named = word(one, "text"), word(part(one, "mentioned"), "id")
            if shown and named:
                yield shown, named


def user(body: Body) -> str:
    """Who acts, by the id of the directory: the only one that is the same everywhere."""
    return text(part(body, "from"), "aadObjectId").lower()


def conversation(body: Body) -> str:
    """Where it happened; a thread of a channel is in that channel."""
    return text(part(body, "conversation"), "id").partition(_THREAD)[0]


def scope(body: Body) -> str:
    """The kind of conversation: personal, groupChat or channel.

    One that does not say so may be read by others, by the look of its id.
    """
    told = word(part(body, "conversation"), "conversationType")
    return told or (CHANNEL if conversation(body).startswith("19:") else PERSONAL)


def place(body: Body) -> str | None:
    """The channel or chat that others read, too."""
    return None if scope(body) == PERSONAL else conversation(body)


def part(whole: Body, name: str) -> Body:
    """An object within another; an empty one where it is missing."""
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def word(whole: Body, name: str) -> str:
    """A text within an object; an empty one where it is missing or no text."""
    found = whole.get(name)
    return _BROKEN.sub("", found) if isinstance(found, str) else ""


def text(whole: Body, name: str) -> str:
    """A text that Teams never leaves out."""
    if not (found := word(whole, name)):
        raise Unreadable(f"there is no {name}")
    return found


def _said(body: Body, bot: str, ids: Mapping[str, str]) -> tuple[Said, Said]:
    """What was said after the first mention of the bot, and before it.

    People are apart, all else is as typed.
    """
    waiting = _waiting(body)
    written = word(body, "text")
    parts, before = list[str | Ref](), list[str | Ref]()
    start, addressed = 0, False
    for match in _AT.finditer(written):
        if not waiting.get(match[0]):
            continue
        named = waiting[match[0]].popleft()
        _add(parts, written[start : match.start()])
        start = match.end()
        if named == bot:
            if not addressed:
                parts, before, addressed = [], parts, True
        elif named in ids:
            parts.append(Ref(ids[named], plain(match[1])))
        else:
            _add(parts, f"@{match[1]}")
    _add(parts, written[start:])
    return tuple(parts), tuple(before)


def _waiting(body: Body) -> Mapping[str, deque[str]]:
    """Who is mentioned by how it is shown, each once: namesakes are called alike."""
    found = defaultdict[str, deque[str]](deque)
    for shown, named in mentions(body):
        found[shown].append(named)
    return found


def _add(parts: list[str | Ref], written: str) -> None:
    if words := plain(written):
        parts.append(words)


def plain(written: str) -> str:
    """Words as a person typed them: Teams escapes what they typed, and adds tags of its own."""
    untagged = _TAG.sub(lambda tag: "\n" if tag[0][1:3].lower() == "br" else "", written)
    shown = _AT.sub(lambda at: f"@{at[1]}", untagged)
    return clean(unescape(shown).replace("\xa0", " "))


def _key(*parts: str) -> str:
    """What happened, under a key of a length that fits; ids of Teams are long."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
