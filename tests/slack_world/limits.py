"""Every limit of Block Kit as one pure function, `faults`, for the fake and property tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from . import elements as inside
from .rich_text import PARTS
from .schema import Anything, ByType, Flag, Items, Payload, Rule, Shape, Words, text

Surface = Literal["message", "modal", "home"]

MESSAGE_TEXT = 4_000
MESSAGE_BLOCKS = 13_200
VIEW_BYTES = 250_000

NAMED: dict[str, Rule] = {"block_id": Words(255)}
BODY: dict[str, Rule] = {"text": text(3000, mrkdwn=True)}
FIELDS: dict[str, Rule] = {"fields": Items(text(2000, mrkdwn=True), 10)}


def _says_something(value: Payload) -> str | None:
    return None if "text" in value or "fields" in value else "needs text or fields"


BLOCKS = ByType(
    {
        "section": Shape(
            {},
            {**NAMED, **BODY, **FIELDS, "accessory": inside.ACCESSORY, "expand": Flag()},
            (_says_something,),
        ),
        "header": Shape({"text": text(150)}, NAMED),
        "divider": Shape({}, NAMED),
        "context": Shape({"elements": Items(inside.IN_CONTEXT, 10)}, NAMED),
        "actions": Shape({"elements": Items(inside.ACTIONS, 25)}, NAMED),
        "image": Shape(
            inside.IMAGE.required,
            {**NAMED, **inside.IMAGE.optional, "title": text(2000)},
            inside.IMAGE.checks,
        ),
        "input": Shape(
            {"label": text(2000), "element": inside.INPUTS},
            {**NAMED, "hint": text(2000), "optional": Flag(), "dispatch_action": Flag()},
        ),
        "rich_text": Shape({"elements": Items(PARTS, 1000)}, NAMED),
    }
)

METADATA = Shape({"event_type": Words(255), "event_payload": Anything()})
VIEW: dict[str, Rule] = {
    "private_metadata": Words(3000, least=0),
    "callback_id": Words(255),
    "external_id": Words(255),
}


def _inputs_have_submit(view: Payload) -> str | None:
    asks = any(block["type"] == "input" for block in view["blocks"])
    return "a form with input blocks needs submit" if asks and "submit" not in view else None


SURFACES: dict[Surface, ByType] = {
    "modal": ByType(
        {
            "modal": Shape(
                {"title": text(24), "blocks": Items(BLOCKS, 100)},
                {
                    **VIEW,
                    "submit": text(24),
                    "close": text(24),
                    "clear_on_close": Flag(),
                    "notify_on_close": Flag(),
                    "submit_disabled": Flag(),
                },
                (_inputs_have_submit,),
            )
        }
    ),
    "home": ByType({"home": Shape({"blocks": Items(BLOCKS, 100)}, VIEW)}),
}


def faults(payload: Payload, surface: Surface) -> list[str]:
    """Say everything real Slack would refuse in a message or view; an empty list is a good payload.

    `payload` is the message (its `text`, `blocks`, `metadata`; other fields are not looked at) or
    the whole view. Each line begins with the JSON pointer of the place. Stricter than Slack in
    three things: ids are unique over the whole payload, `text` stops at 4,000 characters
    (chat.update's limit), and every string in the blocks counts towards the message's 13,200.
    """
    wrong = list(_message(payload) if surface == "message" else _view(payload, surface))
    wrong += _repeated(payload.get("blocks"))
    return wrong


def _message(payload: Payload) -> Iterator[str]:
    if "attachments" in payload:
        yield "/attachments: legacy, not checked here and so not allowed"
    if payload.get("text") is not None:
        yield from Words(MESSAGE_TEXT, least=0).faults(payload["text"], "/text")
    if payload.get("blocks") is not None:
        yield from Items(BLOCKS, 50, least=0).faults(payload["blocks"], "/blocks")
        length = sum(map(len, _strings(payload["blocks"])))
        if length > MESSAGE_BLOCKS:
            yield f"/blocks: {length} characters in all, allowed {MESSAGE_BLOCKS}"
    if payload.get("metadata"):
        yield from METADATA.faults(payload["metadata"], "/metadata")


def _view(payload: Payload, surface: Surface) -> Iterator[str]:
    yield from SURFACES[surface].faults(payload, "")
    size = sum(len(found.encode(errors="replace")) for found in _strings(payload))
    if size > VIEW_BYTES:
        yield f"/: {size} bytes, allowed {VIEW_BYTES}"
    if sum(_focused(payload)) > 1:
        yield "/blocks: more than one element has focus_on_load"


def _focused(value: object) -> Iterator[bool]:
    if isinstance(value, list):
        for item in value:
            yield from _focused(item)
    elif isinstance(value, dict):
        yield value.get("focus_on_load") is True
        for item in value.values():
            yield from _focused(item)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name != "type":
                yield from _strings(item)


def _repeated(blocks: object) -> list[str]:
    found = Counter(_named(blocks))
    return [
        f"/blocks: {name} {value!r} is used {n} times"
        for (name, value), n in found.items()
        if n > 1
    ]


def _named(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _named(item)
    elif isinstance(value, dict):
        for name in ("block_id", "action_id"):
            if isinstance(value.get(name), str):
                yield name, value[name]
        for item in value.values():
            yield from _named(item)
