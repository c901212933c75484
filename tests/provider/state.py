"""What the state of any fake has: a clock, one lock around it, numbers used only once."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class State:
    """Use it only with `changed` held, `touch` it after."""

    ahead: float = 0.0
    version: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)
    base_url: str = ""
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def touch(self) -> None:
        """Wake whoever waits for a change."""
        self.version += 1
        self.changed.notify_all()

    def changes_after(self, version: int, timeout: float) -> bool:
        """Wait for a change after that version; False when none came in time."""
        return self.changed.wait_for(lambda: self.version != version, timeout)

    def now(self) -> float:
        """Return the fake's own time: the clock plus what a test moved it ahead."""
        return time.time() + self.ahead

    def next_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):010d}"
