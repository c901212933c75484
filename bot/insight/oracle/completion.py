"""Completions: what a server sends back, looked at as what anybody might have sent."""

from __future__ import annotations

import json
from typing import Any, Final

from bot.insight.oracle.model import Reason, Reply, Unanswered

_MOST_TOKENS: Final = 10_000_000
_ENDED: Final[dict[str, Reason]] = {
    "length": "cut",
    "content_filter": "filtered",
    "tool_calls": "tools",
    "function_call": "tools",
}


def completion(body: bytes) -> Reply:
    """What was said; Unanswered where that is nothing whole."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unanswered("broken", None) from None
    match found:
        case {"choices": [{"message": dict(message)} as choice]}:
            return _said(message, choice.get("finish_reason"), _tokens(found))
        case _:
            raise Unanswered("broken", None)


def _said(message: dict[str, Any], ended: Any, tokens: tuple[int, int] | None) -> Reply:
    if message.get("refusal"):
        raise Unanswered("refusal", tokens)
    if message.get("tool_calls") or message.get("function_call"):
        raise Unanswered("tools", tokens)
    if ended != "stop":
        raise Unanswered(_ENDED.get(str(ended), "broken"), tokens)
    said = message.get("content")
    if not isinstance(said, str) or not said.strip():
        raise Unanswered("empty", tokens)
    return Reply(said, tokens)


def _tokens(found: dict[str, Any]) -> tuple[int, int] | None:
    match found.get("usage"):
        case {"prompt_tokens": int(asked), "completion_tokens": int(said)}:
            if 0 <= asked <= _MOST_TOKENS and 0 <= said <= _MOST_TOKENS:
                return asked, said
    return None
