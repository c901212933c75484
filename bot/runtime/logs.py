"""Logs: one line an event, and nothing in it that was not meant to be there.

A log is read by more people than the database is. So a line holds fields by name, those of
ALLOWED only; an exception is its type and where it happened, without its message; and of what a
library says only the part that stands in the library's source.
"""

from __future__ import annotations

import inspect
import logging
import sys
import threading
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import PurePath
from types import FrameType
from typing import Any
from uuid import UUID

import structlog
from structlog.contextvars import merge_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

ALLOWED = (
    *("timestamp", "level", "logger", "event", "event_id", "workspace", "platform", "skill"),
    *("rule", "kind", "reason", "error", "again", "final", "schedule", "day", "delivery", "lane"),
    *(
        "state",
        "count",
        "seconds",
        "method",
        "path",
        "status",
        "host",
        "port",
        "admin_port",
        "version",
    ),
    "exception",
)
OURS = "piazza"
LONGEST = 300
MOST_FRAMES = 30

# Without the drawn tracebacks, which show every local value and take 0.2 s each.
BRIEF: Sequence[Processor] = [
    merge_contextvars,
    structlog.processors.add_log_level,
    structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
]

_gate = threading.RLock()  # a finalizer may log while its thread is writing


def configure(stream_is_terminal: bool | None = None, level: int = logging.INFO) -> None:
    """Send every log line to stderr: JSON, or coloured words when that is a terminal.

    `level` is for our own loggers. Libraries are heard from WARNING on, whatever it is: below
    that they print what passes through them.
    """
    terminal = sys.stderr.isatty() if stream_is_terminal is None else stream_is_terminal
    finish = _finish(terminal)
    structlog.configure(
        processors=[structlog.processors.add_log_level, _add_name, *finish],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_Lines,
    )
    root = logging.getLogger()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    root.addHandler(_Bridge(finish))
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level)


def configure_briefly() -> None:
    """For stories, unless logs are set up: only what is wrong, as short words."""
    if not structlog.is_configured():
        structlog.configure(
            processors=BRIEF, wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING)
        )


def _finish(terminal: bool) -> list[Processor]:
    render: Processor
    if terminal:
        times = structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
        render = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    else:
        times = structlog.processors.TimeStamper(fmt="iso", utc=True)
        render = structlog.processors.JSONRenderer()
    return [merge_contextvars, times, _tell_exception, _keep_allowed, render]


class _Lines:
    """Where structlog writes finished lines, under the name a module asked for."""

    def __init__(self, name: str = OURS) -> None:
        self.name = name

    def msg(self, line: str) -> None:
        with _gate, suppress(OSError, ValueError):  # the work goes on when nobody listens
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = msg


class _Bridge(logging.Handler):
    """Takes in what is logged through the standard library."""

    def __init__(self, finish: list[Processor]) -> None:
        super().__init__()
        self._finish = finish

    def emit(self, record: logging.LogRecord) -> None:
        ours = record.name.partition(".")[0] == OURS
        if not ours and record.levelno < logging.WARNING:
            return
        line: Any = {
            "event": record.getMessage() if ours else _from_source(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "exc_info": record.exc_info,
        }
        if not ours:
            line["path"] = f"{_short(record.pathname)}:{record.lineno}"
        for process in self._finish:
            line = process(None, record.levelname, line)
        _Lines().msg(line)


def _add_name(logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    line["logger"] = logger.name
    return line


def _tell_exception(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Replace the exception by its type and its places: messages quote what people wrote."""
    given = line.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exception() if given is True else given
    line.pop("exception", None)
    if isinstance(error, BaseException):
        line["exception"] = "\n".join(_told(error, set()))
    return line


def _keep_allowed(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    kept = {name: _plain(line[name]) for name in ALLOWED if name in line and name != "exception"}
    return {**kept, "exception": line["exception"]} if "exception" in line else kept


def _plain(value: object) -> object:
    """A value that can hold nothing unforeseen; of anything else, only its type."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return _one_line(value)
        case date() | UUID() | PurePath():
            return _one_line(str(value))
        case _:
            return type(value).__name__


def _one_line(text: str) -> str:
    text = text[:LONGEST]
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _told(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    yield f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    yield from deque(map(_place, traceback.walk_tb(error.__traceback__)), MOST_FRAMES)
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for word, other in [("from", behind), *(("with", part) for part in parts)]:
        if other is not None and id(other) not in seen:
            first, *rest = _told(other, seen)
            yield from (f"{word} {first}", *rest)


def _place(step: tuple[FrameType, int]) -> str:
    frame, line = step
    return f"  {_short(frame.f_code.co_filename)}:{line} in {frame.f_code.co_qualname}"


def _short(path: str) -> str:
    return "/".join(PurePath(path).parts[-3:])


def _from_source(record: logging.LogRecord) -> str:
    """The beginning of a message that is written in the code which logs it.

    The arguments are left out; and because many libraries put them into the text themselves, so
    is whatever follows the longest constant of the calling function that begins the message.
    """
    said, frame = str(record.msg), inspect.currentframe()
    caller = (record.pathname, record.funcName)
    while frame and (frame.f_code.co_filename, frame.f_code.co_name) != caller:
        frame = frame.f_back
    constants = frame.f_code.co_consts if frame else ()
    fitting = [one for one in constants if isinstance(one, str) and said.startswith(one)]
    known = max(fitting, key=len, default="")
    return known if known == said else f"{known}..."
