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
        return [*found, told(error)]
    granted = str(answer.headers.get("x-oauth-scopes", ""))
    return [*found, *_missing(granted), *await _app_token_faults(secrets, client)]


async def _app_token_faults(secrets: Secrets, client: AsyncWebClient) -> list[str]:
    if secrets.slack_app_token is None:
        return []
    token = secrets.slack_app_token.get_secret_value()
    try:
        await call(client.apps_connections_open(app_token=token))
    except DeliveryError as error:
        return [told_of_app_token(error)]
    return []


def told(
    error: DeliveryError,
    variable: str = "SLACK_BOT_TOKEN",
    mend: str = "install the app again and copy its token",
) -> str:
    """What to say of a call that failed: only a token that Slack refuses is to be mended."""
    if error.pause:
        return f"{variable}: Slack says {error.reason!r}; {mend}"
    return f"slack: no answer ({error.reason}); look at the network and at SLACK_API_URL"


def told_of_app_token(error: DeliveryError) -> str:
    """The same of a call made with the app-level token."""
    return told(error, "SLACK_APP_TOKEN", "make one with the scope connections:write")


def _missing(granted: str) -> list[str]:
    scopes = {scope.strip() for scope in granted.split(",") if scope.strip()}
    if not scopes:
        return []
    return [
        f"scope {scope} is missing, needed to {reason}; add it and install the app again"
        for scope, reason in SCOPES.items()
        if scope not in scopes
    ]
