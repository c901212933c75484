"""What a form was opened with, which has to come back whatever is changed in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.asking import digest
from bot.runtime.outgoing import Open

# Before what a form concerns and which questions it asked; no group's id begins so.
CONCERNS: Final = "="


@dataclass(frozen=True, slots=True)
class Opened:
    """Whether a group of the asker's was named, the ids of groups, and what the form concerns.

    `asked` tells the questions it was opened with from others.
    """

    in_group: bool = False
    groups: Sequence[str] = ()
    concerns: int | None = None
    asked: str = ""


def written(opened: Open) -> tuple[Any, ...]:
    """What lies in a form's token behind the rest."""
    groups = (opened.in_group, *opened.groups) if opened.in_group or opened.groups else ()
    if opened.concerns is None and not opened.asks:
        return groups
    about = "" if opened.concerns is None else str(opened.concerns)
    return (*(groups or (False,)), f"{CONCERNS}{about}/{digest(opened.asks)}")


def read(arguments: Sequence[Any]) -> Opened:
    """The same, as it came back."""
    if not arguments:
        return Opened()
    in_group, *rest = arguments
    if not rest or not str(rest[-1]).startswith(CONCERNS):
        return Opened(bool(in_group), rest)
    *groups, last = rest
    about, _, asked = str(last).removeprefix(CONCERNS).partition("/")
    return Opened(bool(in_group), groups, int(about) if about else None, asked)
