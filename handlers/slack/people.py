"""Slack's people and user groups as profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.people import Kind
from bot.runtime.platform import GroupProfile, Profile


def profile(user: Mapping[str, Any], home: str) -> Profile:
    """A user object of `users.list` or `users.info`."""
    shown = user.get("profile") or {}
    name = shown.get("real_name") or user.get("real_name") or user.get("name") or user["id"]
    return Profile(
        id=user["id"],
        name=name,
        handle=user.get("name") or "",
        # One that nobody has confirmed yet may be anybody's.
        email=(shown.get("email") or "") if user.get("is_email_confirmed", True) else "",
        zone=user.get("tz") or "",
        language=(user.get("locale") or "").partition("-")[0],
        kind=_kind(user, home),
        active=not user.get("deleted", False),
    )


def group(told: Mapping[str, Any]) -> GroupProfile:
    """A user group of `usergroups.list`."""
    return GroupProfile(
        id=told["id"],
        handle=told.get("handle") or told["id"],
        name=told.get("name") or "",
        members=tuple(told.get("users") or ()),
        active=not told.get("date_delete"),
    )


def _kind(user: Mapping[str, Any], home: str) -> Kind:
    if user.get("is_bot") or user["id"] == "USLACKBOT":
        return Kind.BOT
    if user.get("is_stranger") or not _is_ours(user, home):
        return Kind.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Kind.GUEST
    return Kind.MEMBER


def _is_ours(user: Mapping[str, Any], home: str) -> bool:
    """Whether somebody is of this workspace, or organisation; others are met in shared channels."""
    of_organisation = user.get("enterprise_user") or {}
    if home.startswith("E"):
        return bool(of_organisation.get("enterprise_id") == home)
    return user.get("team_id", home) == home or home in (of_organisation.get("teams") or ())
