"""A move in a process of its own, from one address to another, killed at a point."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import nullcontext
from typing import Any

from bot.cli.moving import homes_of
from bot.store import moving
from tests.bot.store.test_moving import both


def dies(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(here: str, there: str, point: str) -> None:
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


if __name__ == "__main__":
    main(*sys.argv[1:])
