"""Messages, views and files as the fake keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .people import App
from .reading import shown
from .schema import Payload

Origin = Literal["api", "answer", "person", "file"]
Values = dict[str, dict[str, Any]]


@dataclass
class File:
    """An upload. `content` is None until its bytes came; `channel` is empty until it was shared."""

    id: str
    name: str
    length: int
    alt_text: str
    title: str = ""
    content: bytes | None = None
    channel: str = ""

    def as_slack(self) -> Payload:
        return {"id": self.id, "name": self.name, "title": self.title, "alt_txt": self.alt_text}


@dataclass
class Message:
    """One message; `only_for` is who sees an ephemeral one, `origin` how it came to be."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: list[Payload] = field(default_factory=list)
    origin: Origin = "api"
    metadata: Payload | None = None
    only_for: str = ""
    thread_ts: str = ""
    edits: int = 0
    deleted: bool = False
    files: list[File] = field(default_factory=list)

    @property
    def buttons(self) -> list[Payload]:
        return buttons(self.blocks)

    def shown(self, names: Mapping[str, str] | None = None) -> str:
        """Return what its readers see (see `reading.shown`)."""
        return shown({"text": self.text, "blocks": self.blocks}, names)

    def as_slack(self, app: App, *, with_metadata: bool = False) -> Payload:
        """Return the message object of the Web API and of interaction payloads."""
        message: Payload = {
            "type": "message",
            "user": self.author,
            "ts": self.ts,
            "text": self.text,
        }
        if self.author == app.user:
            message |= {"bot_id": app.bot, "app_id": app.id, "team": app.team}
        if self.blocks:
            message["blocks"] = self.blocks
        if self.files:
            message["files"] = [file.as_slack() for file in self.files]
        if self.thread_ts:
            message["thread_ts"] = self.thread_ts
        if self.edits:
            message["edited"] = {"user": self.author, "ts": self.ts}
        if with_metadata and self.metadata:
            message["metadata"] = self.metadata
        return message


@dataclass
class View:
    """A modal or home; `typed` is what stands in its fields, `errors` what is red in it."""

    id: str
    user: str
    payload: Payload
    hash: str
    root: str
    previous: str = ""
    closed: bool = False
    typed: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Payload]:
        return list(self.payload["blocks"])

    @property
    def buttons(self) -> list[Payload]:
        return buttons(self.blocks)

    def shown(self, names: Mapping[str, str] | None = None) -> str:
        """Return what its reader sees (see `reading.shown`), errors after the fields."""
        return "\n".join([shown(self.payload, names), *self.errors.values()])

    def as_slack(self, app: App, values: Values | None = None) -> Payload:
        """Return the view object of the Web API and of interaction payloads."""
        defaults: Payload = {"private_metadata": "", "callback_id": "", "external_id": ""}
        marks = {"clear_on_close": False, "notify_on_close": False, "close": None, "submit": None}
        return {
            **defaults,
            **(marks if self.payload["type"] == "modal" else {}),
            **self.payload,
            "id": self.id,
            "team_id": app.team,
            "state": {"values": self.typed if values is None else values},
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous or None,
            "app_id": app.id,
            "app_installed_team_id": app.team,
            "bot_id": app.bot,
        }


def buttons(blocks: list[Payload]) -> list[Payload]:
    """Return every button in document order, each with the id of its block."""
    return [
        {**element, "block_id": block["block_id"]}
        for block in blocks
        for element in interactive(block)
        if element["type"] == "button"
    ]


def interactive(block: Payload) -> Iterator[Payload]:
    """Yield what can be worked in a block: its elements, its accessory, its input."""
    if block["type"] == "actions":
        yield from block["elements"]
    elif block["type"] == "section" and "accessory" in block:
        yield block["accessory"]
    elif block["type"] == "input":
        yield block["element"]
