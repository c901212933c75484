"""What Slack says of our credentials, and how to mend what is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime import named
from bot.runtime.platform import DeliveryError
from bot.runtime.router import Router
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from handlers.slack.calls import call
from handlers.slack.manifest import needed
from handlers.slack.places import scopes, wrong_places
from handlers.slack.teams import home_of, teams_of

_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")


async def faults(conf: Settings, client: AsyncWebClient, router: Router) -> list[str]:
    """What is missing for Slack to work, a line each."""
    return [
        *_secret_faults(conf.secrets),
        *await token_faults(conf, client, router),
        *await app_token_faults(conf.secrets, client),
    ]


async def token_faults(
    conf: Settings, client: AsyncWebClient, router: Router, *how: str
) -> list[str]:
    """What one workspace lacks; `how` words what is wrong with its token, as `told` does."""
    try:
        answer = await call(client.auth_test())
    except DeliveryError as error:
        return [told(error, *how)]
    granted = scopes(str(answer.headers.get("x-oauth-scopes", "")))
    found = _missing(granted, needed(router))
    try:
        teams = await teams_of(client, home_of(answer.data))
        return [*found, *await wrong_places(client, teams, named.channels(conf), granted)]
    except DeliveryError as error:
        # Which scope is missing has been said.
        return found if error.reason == "missing_scope" else [*found, told(error)]


def _secret_faults(secrets: Secrets) -> list[str]:
    if secrets.slack_app_token is not None:
        return []
    if secrets.slack_signing_secret is None:
        return [
            "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing;"
            " find it under Basic Information of your app at Slack"
        ]
    if not _SIGNING_SECRET.fullmatch(secrets.slack_signing_secret.get_secret_value()):
        return [
            "SLACK_SIGNING_SECRET: not 32 digits and letters a to f; copy the Signing Secret, no"
            " other one, from Basic Information of your app at Slack"
        ]
    return []


async def app_token_faults(secrets: Secrets, client: AsyncWebClient) -> list[str]:
    """What is wrong with the token for Socket Mode."""
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


def _missing(granted: Set[str], scopes: Mapping[str, str]) -> list[str]:
    if not granted:
        return []
    return [
        f"scope {scope} is missing, needed to {reason}; add it and install the app again"
        for scope, reason in scopes.items()
        if scope not in granted
    ]
