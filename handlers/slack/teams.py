"""Teams: the workspaces behind a token, which may be an organisation's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from handlers.slack.calls import call

PAGE = 200


def home_of(who: Mapping[str, Any]) -> str:
    """Where a token is at home, as `auth.test` tells: a workspace, or a whole organisation."""
    return str(who["enterprise_id"] if who.get("is_enterprise_install") else who["team_id"])


async def teams_of(client: AsyncWebClient, home: str) -> list[str]:
    """The ids of its workspaces: itself, or those of an organisation that have Piazza."""
    if not home.startswith("E"):
        return [home]
    found: list[str] = []
    cursor = ""
    while True:
        page = await call(client.auth_teams_list(limit=PAGE, cursor=cursor))
        found += [team["id"] for team in page["teams"]]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found
