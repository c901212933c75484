"""Feeds: what a skill tells programs, worded in the company's language, as Atom or JSON Feed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from sqlalchemy.orm import Session

from bot.doors import Door, Entry
from bot.runtime.words import Words
from bot.texts import Text, core

if TYPE_CHECKING:
    from bot.runtime.app import App

# What no XML may hold, however it is written.
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
# A feed in which nothing has happened yet.
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry in words."""

    id: str
    title: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in words; `base` is where people reach the inner side, if that is known."""

    kind: str
    title: str
    company: str
    language: str
    base: str
    items: Sequence[Item]

    @property
    def id(self) -> str:
        """What it is called for ever."""
        return f"tag:{_authority(self.base)},2026:feeds/{self.kind}"

    @property
    def updated(self) -> datetime:
        """When something last happened."""
        return max((one.at for one in self.items), default=NEVER)


async def gather(app: App, kind: str) -> Feed | None:
    """The feed of this kind as it is now; None where there is none, or it is switched off."""
    door, house, now = app.house.router.feeds.get(kind), app.house, app.clock()
    if door is None or not house.open(door):
        return None
    found: Door = door

    def look(db: Session) -> Sequence[Entry]:
        entries: Sequence[Entry] = house.behind(found, db, now)
        return entries

    return _worded(app, door, await app.database.read(look))


def _worded(app: App, door: Door, entries: Sequence[Entry]) -> Feed:
    company, base = app.house.company, app.house.conf.secrets.piazza_public_url or ""
    language = company.languages[0]
    words = Words(app.catalogue, language, company.zone, door.skill)
    what = Text("name", {}, door.skill)
    title = words.plain(core("feed.title", company=company.name, what=what))
    items = [_item(base, door.name, words, one) for one in entries]
    return Feed(door.name, title, company.name, language, base.rstrip("/"), items)


def _item(base: str, kind: str, words: Words, one: Entry) -> Item:
    id_ = f"tag:{_authority(base)},{one.at.astimezone(UTC):%Y-%m-%d}:{kind}/{one.id}"
    return Item(id_, _said(words, one.title), _said(words, one.words), one.at)


def _said(words: Words, said: Text | str) -> str:
    return words.plain(said) if isinstance(said, Text) else said


def _authority(base: str) -> str:
    """Whose ids they are: of tag: a name belongs to it, by RFC 4151 that of a host."""
    host = (urlsplit(base).hostname or "").lower()
    return host if _HOST.fullmatch(host) else "localhost"


def atom(feed: Feed) -> str:
    """The feed as Atom 1.0 (RFC 4287)."""
    link = f"{feed.base}/feeds/{feed.kind}.atom"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(feed.language)}>',
        _element("id", feed.id),
        _element("title", feed.title),
        _element("updated", _moment(feed.updated)),
        f"<author>{_element('name', feed.company)}</author>",
        *([f'<link rel="self" href={quoteattr(link)}/>'] if feed.base else []),
        *(f"<entry>{_entry(one)}</entry>" for one in feed.items),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(one: Item) -> str:
    return (
        f"{_element('id', one.id)}{_element('title', one.title)}"
        f"{_element('published', _moment(one.at))}{_element('updated', _moment(one.at))}"
        f"{_element('content', one.words)}"
    )


def _element(name: str, text: str) -> str:
    # A reader would make a line break of a lone carriage return.
    said = escape(_UNFIT.sub("", text), {"\r": "&#13;"})
    return f"<{name}>{said}</{name}>"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def json_feed(feed: Feed) -> str:
    """The feed as JSON Feed 1.1."""
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **({"feed_url": f"{feed.base}/feeds/{feed.kind}.json"} if feed.base else {}),
        "language": feed.language,
        "authors": [{"name": feed.company}],
        "items": [
            {
                "id": one.id,
                "title": one.title,
                "content_text": one.words,
                "date_published": _moment(one.at),
            }
            for one in feed.items
        ],
    }
    return json.dumps(whole, indent=1) + "\n"
