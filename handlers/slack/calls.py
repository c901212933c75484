"""Calls to Slack's Web API: each made once, its failure told apart."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.runtime.platform import DeliveryError

FINAL = frozenset(
    {
        "user_disabled",
        "user_not_found",
        "users_not_found",
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "missing_scope",
        "plan_upgrade_required",
        "message_not_found",
        "cant_update_message",
        "cant_delete_message",
        "cant_delete_file",
        "file_not_found",
        "file_deleted",
        "invalid_blocks",
        "invalid_arguments",
        "msg_too_long",
        "no_text",
        "restricted_action",
        "messages_tab_disabled",
    }
)
TOKEN = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "not_allowed_token_type",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "ekm_access_denied",
    }
)
LONGEST_WAIT = 3600.0


async def call(request: Awaitable[Any]) -> Any:
    """Await one API call; raise DeliveryError that says whether and when to try again."""
    try:
        return await request
    except SlackApiError as error:
        raise _told(error.response) from error
    except aiohttp.ClientConnectorError as error:
        raise DeliveryError("Slack can't be reached") from error
    except (TimeoutError, aiohttp.ClientError, SlackClientError, ValueError) as error:
        raise DeliveryError(type(error).__name__, unknown=True) from error


def _told(response: Any) -> DeliveryError:
    if isinstance(response, Mapping):
        return DeliveryError("unreadable answer", unknown=True)
    code = _code(response)
    if response.status_code == 429 or code in ("ratelimited", "rate_limited"):
        return DeliveryError("ratelimited", retry_after=retry_after(response.headers))
    if code in FINAL:
        return DeliveryError(code, final=True)
    if code in TOKEN:
        return DeliveryError(code, pause=True)
    if response.status_code >= 500 or code in ("internal_error", "fatal_error"):
        return DeliveryError(f"HTTP {response.status_code}", unknown=True)
    return DeliveryError(code)


def _code(response: Any) -> str:
    data = response.data
    code = data.get("error") if isinstance(data, dict) else None
    return str(code or "unreadable answer")[:100]


def retry_after(headers: Mapping[str, Any]) -> float:
    """The seconds to wait that a 429 names, from 1 to an hour; 30 where it names none."""
    named = next((headers[name] for name in headers if name.lower() == "retry-after"), "30")
    try:
        seconds = float(named if isinstance(named, str) else named[0])
    except (ValueError, IndexError):
        return 30.0
    return min(max(seconds, 1.0), LONGEST_WAIT) if math.isfinite(seconds) else 30.0
