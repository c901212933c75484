"""Doors: how things of a skill leave and come in beside the chat, as files or by programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Concatenate, TypeAlias

from sqlalchemy.orm import Session

# What stands in a cell of a table that leaves as a file.
Cell: TypeAlias = str | int | bool | datetime | date | None
Exporting = Callable[Concatenate[Session, ...], Sequence[Mapping[str, Cell]]]


@dataclass(frozen=True, slots=True)
class Door:
    """A way in or out: what it is called over all skills, and the function behind it."""

    skill: str
    name: str
    run: Callable[..., Any]
