"""Reasons: why something went wrong, kept so that each reader has it in their language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import Text, t


def kept(why: Text) -> dict[str, Any]:
    """A reason as it is stored."""
    values = {name: str(value) for name, value in why.values.items()}
    return {"key": why.key, "values": values, "room": why.room}


def told(reason: Mapping[str, Any]) -> Text:
    """A reason as it is told."""
    return Text(reason["key"], reason["values"], reason["room"]) if reason else t("no_reason")
