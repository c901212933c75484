"""Whose a request is: the installation it was sent to, and whether who acts belongs there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Body: TypeAlias = Mapping[str, Any]


def home_of(body: Body) -> str:
    """The id of the workspace (T...) or organisation (E...) whose installation is addressed."""
    granted = _granted(body)
    told = granted[0] if granted else body
    if told.get("is_enterprise_install") in (True, "true"):
        return next(iter(sorted(_organisations(body, told))), "")
    # A form that was opened across a shared channel says where the app is that opened it.
    opener = (body.get("view") or {}).get("app_installed_team_id")
    return _word(opener) or _word(told.get("team_id")) or _id(body.get("team"))


def is_stranger(body: Body, home: str) -> bool:
    """Whether who acts is of another organisation, or nobody can tell of which they are."""
    if home.startswith("E"):
        shared = body.get("is_ext_shared_channel") is True
        # Where no other organisation takes part, a workspace that is named is one of ours.
        authors = {one for one in _authors(body) if shared or one.startswith("E")}
        return _organisations(body, *_granted(body)) | authors != {home}
    return _workspaces(body) != {home}


def _workspaces(body: Body) -> set[str]:
    """Every workspace that is named of who acts."""
    user = body.get("user")
    found = {_word(body.get("team_id")), _id(body.get("team"))}
    found |= {_word(user.get("team_id"))} if isinstance(user, Mapping) else set()
    if not any(found):
        raise ValueError("it names no workspace")
    found |= {_word(one.get("team_id")) for one in _granted(body)}
    return (found | _authors(body)) - {""}


def _organisations(*told: Body) -> set[str]:
    """Every organisation that is named."""
    found: set[str] = set()
    for one in told:
        team = one.get("team")
        found |= {_id(one.get("enterprise")), _word(one.get("enterprise_id"))}
        found |= {_word(team.get("enterprise_id"))} if isinstance(team, Mapping) else set()
    return found - {""}


def _authors(body: Body) -> set[str]:
    """Where the author of what an event is about comes from, as far as it tells."""
    event = body.get("event") or {}
    return {_word(event.get(name)) for name in ("team", "user_team", "source_team")} - {""}


def _granted(body: Body) -> list[Body]:
    """The installations an event is sent to; Slack names the first of them only."""
    return list(body.get("authorizations") or ())


def _id(part: object) -> str:
    return _word(part.get("id")) if isinstance(part, Mapping) else ""


def _word(value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise ValueError("an id is no text")
    return value or ""
