"""Leaving: a workspace that removes Piazza, or takes its token back, says so in an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from handlers.slack.whose import home_of
from handlers.slack.workplace import Workplace
from handlers.slack.workplaces import Workplaces

Body: TypeAlias = Mapping[str, Any]

UNINSTALLED, REVOKED = "app_uninstalled", "tokens_revoked"


def is_farewell(body: Body) -> bool:
    """Whether an event tells that somebody leaves."""
    return body["event"]["type"] in (UNINSTALLED, REVOKED)


async def take(body: Body, places: Workplaces) -> None:
    """End the workplace that leaves; the others go on."""
    for home in (home_of(body), body.get("enterprise_id")):
        place = places.here.get(home or "")
        if place is not None:
            if _means(body, place):
                await places.end(place, "it has removed Piazza")
            return


def _means(body: Body, place: Workplace) -> bool:
    """Whether it is the bot that leaves, and has not been installed again since."""
    if int(body["event_time"]) < int(place.since):
        return False
    event = body["event"]
    return event["type"] == UNINSTALLED or place.user in event["tokens"].get("bot", ())
