"""A move in a process of its own, from one address to another, killed at a point."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import Any

from bot.cli.moving import homes_of
from bot.store import moving
from bot.store.database import open_database
from bot.store.moving import Ends


@contextmanager
def both(here: str, there: str) -> Iterator[Ends]:
    with closing(open_database(here)) as source, closing(open_database(there)) as target:
        yield Ends(source, target, "the old one", "the new one")


def dies(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def move(here: str, there: str, point: str) -> None:
    """Move, and be killed; to be called in a process that may end."""
    if point != "rows":
        at = getattr(moving, point)
        calls = iter([at, dies] if point == "unmark" else [dies] * 9)

        def instead(*given: Any) -> Any:
            name = given[1] if point == "mark" else ""
            return at(*given) if name == "arriving" else next(calls)(*given)

        setattr(moving, point, instead)
    shown = dies if point == "rows" else (lambda _count: None)
    with both(here, there) as ends:
        moving.move(ends, homes_of, lambda _total: nullcontext(shown))
