"""An event loop on which waiting takes no time: its clock jumps to what comes next."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")

BEGAN = datetime(2026, 11, 27, 9, tzinfo=UTC)


class Jumping(selectors.DefaultSelector):
    """A selector that moves a clock ahead in the place of waiting."""

    at = 0.0

    def select(self, timeout: float | None = None) -> Any:
        """What is ready now."""
        found = super().select(0)
        if not found and timeout:
            self.at += timeout
        return found


class Clockless:
    """The loop with its clock; use it in a `with`."""

    def __init__(self) -> None:
        self._selector = Jumping()
        self._loop = asyncio.SelectorEventLoop(self._selector)
        self._loop.time = lambda: self._selector.at  # type: ignore[method-assign]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.close()

    @property
    def at(self) -> float:
        """Its time, in seconds."""
        return self._selector.at

    def pass_by(self, seconds: float) -> None:
        """Let time pass in which nothing is done."""
        self._selector.at += seconds

    def now(self) -> datetime:
        """The same as an instant."""
        return BEGAN + timedelta(seconds=self.at)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end."""
        return self._loop.run_until_complete(work)
