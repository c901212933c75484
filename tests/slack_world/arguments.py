"""Reading the arguments of a Web API call: strings, JSON in strings, or JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from .schema import Payload
from .world import SlackError

T = TypeVar("T")
STRUCTURED = ("blocks", "attachments", "metadata", "view", "files")


def decoded(args: Payload) -> Payload:
    """Undo the JSON that clients put into strings for the arguments that are objects or lists."""
    return {name: _decode(name, value) for name, value in args.items() if value is not None}


def _decode(name: str, value: Any) -> Any:
    if name not in STRUCTURED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise invalid(f"{name} is not JSON") from None


def invalid(why: str) -> SlackError:
    return SlackError("invalid_arguments", f"[ERROR] {why}")


def need(args: Payload, name: str) -> str:
    """Return a required string argument."""
    value = args.get(name)
    if not isinstance(value, str) or not value:
        raise invalid(f"missing required field: {name}")
    return value


def whole(args: Payload, name: str, default: int = 0) -> int:
    try:
        return int(args.get(name) or default)
    except (ValueError, TypeError):
        raise invalid(f"{name} must be a whole number") from None


def is_on(args: Payload, name: str) -> bool:
    return args.get(name) in (True, 1, "1", "true", "True")


def page(found: Sequence[T], args: Payload, size: int) -> tuple[list[T], str]:
    """Return one page, of `size` or a smaller `limit`, and the next cursor (empty at the end)."""
    limit = whole(args, "limit", size)
    if limit < 1:
        raise SlackError("invalid_limit")
    start = _position(args.get("cursor") or "", len(found))
    end = start + min(limit, size)
    return list(found[start:end]), _cursor(end) if end < len(found) else ""


def _cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str, length: int) -> int:
    if not cursor:
        return 0
    try:
        word, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next" and 0 < int(position) < length:
            return int(position)
    except ValueError:
        pass
    raise SlackError("invalid_cursor")
