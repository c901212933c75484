"""What Slack says of our credentials, and how to mend what is missing."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime.platform import DeliveryError
from bot.runtime.secrets import Secrets
from handlers.slack.calls import call
from handlers.slack.manifest import SCOPES


async def faults(secrets: Secrets, client: AsyncWebClient) -> list[str]:
    """What is missing for Slack to work, a line each."""
    found = []
    if secrets.slack_app_token is None and secrets.slack_signing_secret is None:
        found.append(
            "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing;"
            " find it under Basic Information of your app at Slack"
        )
    try:
        answer = await call(client.auth_test())
    except DeliveryError as error:
        return [*found, f"SLACK_BOT_TOKEN: Slack says {error.reason!r}; install the app again"]
    granted = str(answer.headers.get("x-oauth-scopes", ""))
    return [*found, *_missing(granted)]


def _missing(granted: str) -> list[str]:
    scopes = {scope.strip() for scope in granted.split(",") if scope.strip()}
    if not scopes:
        return []
    return [
        f"scope {scope} is missing, needed to {reason}; add it and install the app again"
        for scope, reason in SCOPES.items()
        if scope not in scopes
    ]
