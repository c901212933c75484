"""What a failed call to Teams means: whether it is over, or when to try again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from bot.runtime.platform import DeliveryError

LONGEST_WAIT: Final = 3600.0
# A busy conversation often names no time.
USUAL_WAIT: Final = 5.0

# What is wrong with the bot itself, not with whom it writes to.
OURS: Final = frozenset({"BotDisabledByAdmin", "BotNotRegistered", "InvalidBotApiHost"})
# Microsoft asks to repeat these: nothing was done.
REPEAT: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.PRECONDITION_FAILED)
NOT_NOW: Final = (*REPEAT, HTTPStatus.SERVICE_UNAVAILABLE)


def failed(status: int, headers: Mapping[str, str], body: bytes) -> DeliveryError:
    """The error a refusal stands for."""
    code = code_of(body)
    reason = code or f"HTTP {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return DeliveryError("ratelimited", retry_after=retry_after(headers))
    if status == HTTPStatus.UNAUTHORIZED or code in OURS:
        return DeliveryError(reason, pause=True)
    if status in NOT_NOW:
        return DeliveryError(reason)
    # Behind a gateway that gave up it may have been done all the same.
    return DeliveryError(reason, final=status < 500, unknown=status >= 500)


def code_of(body: bytes) -> str:
    """Microsoft's own word for what is wrong, if it gives one."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    error = told.get("error") if isinstance(told, dict) else None
    code = error.get("code") if isinstance(error, dict) else error
    return code[:100] if isinstance(code, str) else ""


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds to wait that a 429 names, from 1 to an hour."""
    try:
        seconds = float(headers.get("Retry-After", USUAL_WAIT))
    except ValueError:
        return USUAL_WAIT
    return min(max(seconds, 1.0), LONGEST_WAIT) if math.isfinite(seconds) else USUAL_WAIT
