"""What Microsoft says of our credentials, and how to mend what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import aiohttp

from bot.runtime.platform import DeliveryError
from bot.runtime.secrets import Secrets
from handlers.teams.bearer import Bearer

GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Nothing listens yet, or a proxy says so: `piazza check` may come before `piazza run`.
NOT_YET = (502, 503, 504)


async def faults(secrets: Secrets, session: aiohttp.ClientSession, bearer: Bearer) -> list[str]:
    """What is missing for Teams to work, a line each."""
    if wrong := list(shape(secrets)):
        return wrong
    try:
        await bearer.token()
    except DeliveryError as error:
        return [told(error)]
    return await _endpoint(secrets, session)


def shape(secrets: Secrets) -> Iterator[str]:
    """What can't be right, whatever Microsoft says."""
    for name in ("teams_app_id", "teams_tenant_id"):
        if wrong := misshapen(secrets, name):
            yield wrong
    password = secrets.teams_app_password
    if password is not None and GUID.fullmatch(password.get_secret_value()):
        yield (
            "TEAMS_APP_PASSWORD: this looks like the id of a secret; copy its Value instead, which"
            " Microsoft shows once, under Certificates & secrets of your app registration"
        )


def misshapen(secrets: Secrets, name: str) -> str:
    """What to say of an id that is none; empty where it may be one."""
    if GUID.fullmatch(getattr(secrets, name) or ""):
        return ""
    where = "Application (client) ID" if name == "teams_app_id" else "Directory (tenant) ID"
    return (
        f"{name.upper()}: expected an id such as 00000000-0000-0000-0000-000000000000;"
        f" copy the {where} from the Overview of your app registration"
    )


def told(error: DeliveryError) -> str:
    """What to say of a sign-in that failed."""
    if error.pause:
        return (
            f"TEAMS_APP_PASSWORD: Microsoft says {error.reason!r}; look at TEAMS_APP_ID and"
            " TEAMS_TENANT_ID, and make a new secret under Certificates & secrets of your app"
            " registration"
        )
    return (
        f"teams: no answer ({error.reason}); look at the network, and whether a firewall lets"
        " Piazza call login.microsoftonline.com"
    )


async def _endpoint(secrets: Secrets, session: aiohttp.ClientSession) -> list[str]:
    """Whether Microsoft would find us: a request without a token has to be refused."""
    if secrets.piazza_public_url is None:
        return []
    address = secrets.piazza_public_url.rstrip("/") + "/api/messages"
    if not address.startswith("https://"):
        return [f"PIAZZA_PUBLIC_URL: Microsoft calls {address} only if it begins with https://"]
    try:
        async with session.post(address, json={}, allow_redirects=False) as answer:
            status = answer.status
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError):
        return [f"{address}: its certificate is not valid; Microsoft calls no such address"]
    except (aiohttp.ClientError, TimeoutError):
        return []
    if status in (401, *NOT_YET):
        return []
    return [
        f"{address}: answered {status}, and Piazza would have said 401; let your proxy pass it on"
        f" to HOST and PORT"
    ]
