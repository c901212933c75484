"""Kinds: what can be exported or imported here, by the name that was typed."""

from __future__ import annotations

from collections.abc import Mapping

import typer

from bot.doors import Door
from bot.runtime.faults import did_you_mean


def named(kind: str, doors: Mapping[str, Door]) -> Door:
    """The door of this name; wrong use of the command where there is none."""
    if kind not in doors:
        meant = did_you_mean(kind, doors) or f"; there are: {', '.join(sorted(doors)) or 'none'}"
        raise typer.BadParameter(f"there is no {kind!r}{meant}", param_hint="KIND")
    return doors[kind]
