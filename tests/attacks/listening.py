"""Listening: all that the program logs at DEBUG."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import structlog

from bot.runtime import logs


@dataclass
class Listening:
    """Who reads the log from beginning to end."""

    capture: pytest.CaptureFixture[str]
    lines: list[str] = field(default_factory=list)

    def heard(self) -> str:
        """All of it so far."""
        self.lines += self.capture.readouterr().err.splitlines()
        return "\n".join(self.lines)


@contextmanager
def loud() -> Iterator[None]:
    """Log everything to stderr as a server would."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(stream_is_terminal=False, level=logging.DEBUG)
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("piazza").setLevel(logging.NOTSET)
