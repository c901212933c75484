"""Repeats: Teams sends an activity again whose answer it has not seen in time."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

# Those of far more than the quarter of a minute after which one comes again.
KNOWN: Final = 5000


class Repeats:
    """Remembers what was taken lately, where nothing that is stored tells of it."""

    def __init__(self) -> None:
        self._taken: OrderedDict[tuple[str, ...], None] = OrderedDict()

    def is_first(self, *what: str) -> bool:
        """Whether something comes for the first time; from now on it does not."""
        if what in self._taken:
            return False
        self._taken[what] = None
        if len(self._taken) > KNOWN:
            self._taken.popitem(last=False)
        return True

    def forget(self, *what: str) -> None:
        """Let something come for the first time once more."""
        self._taken.pop(what, None)
