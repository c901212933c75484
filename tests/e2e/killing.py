"""Where a process may be killed: every boundary of taking in, planning and sending.

The program knows nothing of it. In a forked child the functions named here are wrapped, so that
one of their calls is the process's last. A name that is no longer there fails at once.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import os
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from importlib import import_module
from typing import Any, Literal, TypeAlias, get_args

# ---- The table: what is called what in the program ----

TAKE_IN = "bot.runtime.interaction:take"
QUEUE = "bot.runtime.interaction:queue_effects"
KICK = "kick"
KICKS = {
    "sqlite": "bot.delivery.embedded:EmbeddedEngine.kick",
    "postgresql": "bot.delivery.distributed:DistributedEngine.kick",
}
CLAIM = "bot.delivery.planning:Planning._claim"
PLAN_ROWS = "bot.delivery.planning:Planning._keep"
PLAN_END = "bot.delivery.planning:Planning._end"
OUTBOX = "bot.delivery.outbox"
DELIVER = "handlers.slack.send:Sender.deliver"
LOOK_UP = "handlers.slack.send:seek"
# The end of a transaction: what is called last before its commit, and first after it.
COMMIT = {
    "sqlite": ("bot.store.writer:Writer._run_all", "bot.store.writer:deliver"),
    "postgresql": ("bot.store.session:JobSession.finish", "bot.store.session:JobSession.finish"),
}
# Patience and sizes that would make a test as long as the real thing.
HASTE = {
    "bot.delivery.outbox:LEASE": timedelta(seconds=3),
    "bot.delivery.outbox:RESEND_AFTER": timedelta(seconds=1),
    "bot.delivery.outbox:SETTLED": timedelta(seconds=1),
    "bot.delivery.backoff:BACKOFF": (timedelta(seconds=1),) * 7,
    "bot.delivery.planning:CHUNK": 12,
    "bot.delivery.planner:STALE": timedelta(seconds=1),
    "bot.delivery.distributed:BEAT": 0.5,
    "bot.delivery.distributed:SILENCE": 2.0,
    "bot.runtime.clockwork:BEAT": 1,
}

Side: TypeAlias = Literal["before", "after", "before commit", "after commit"]
# On PostgreSQL: a `piazza run` alone, one beside a worker, or a worker beside it.
Dies: TypeAlias = Literal["alone", "run", "worker"]
DIES: tuple[Dies, ...] = get_args(Dies)


@dataclass(frozen=True)
class Point:
    """The `nth` call of a function, and on which side of it (or of its transaction's commit) the
    process dies. `trouble` is what Slack does to the first posts, so that it is called at all;
    `again` lets the process die when it is started the second time. Without a function it is killed
    from outside, when all the trouble has come, or after so many `seconds`. `dies` is who does.
    """

    what: str
    side: Side
    nth: int = 1
    trouble: tuple[str, ...] = ()
    again: bool = False
    seconds: float = 0
    dies: Dies = "alone"

    @property
    def name(self) -> str:
        """What a test is called."""
        if self.seconds:
            return f"after {self.seconds:.2f} s"
        if not self.what:
            return "when " + " and ".join(sorted(set(self.trouble)))
        return f"{self.side} {self.what.rpartition(':')[2]} {self.nth}"


def _outbox(name: str, side: Side, nth: int, *trouble: str, dies: Dies = "alone") -> Point:
    return Point(f"{OUTBOX}:{name}", side, nth, trouble, dies=dies)


POINTS = (
    # A command comes in.
    Point(TAKE_IN, "before", 3),
    Point(TAKE_IN, "after", 3),
    Point(QUEUE, "after", 4, dies="run"),
    Point(TAKE_IN, "before commit", 2),
    Point(TAKE_IN, "after commit", 2),
    Point(KICK, "before", 2),
    # An occurrence is planned.
    Point(CLAIM, "before"),
    Point(CLAIM, "after"),
    Point(CLAIM, "after commit"),
    Point(PLAN_ROWS, "after", 2),
    Point(PLAN_ROWS, "before commit", 2),
    Point(PLAN_ROWS, "after commit", 2),
    Point(PLAN_END, "before"),
    # Rows are leased, begun, sent.
    _outbox("lease", "before", 3),
    _outbox("lease", "after", 3, dies="worker"),
    _outbox("lease", "after commit", 2),
    _outbox("begin_all", "before", 4),
    _outbox("begin_all", "after", 4),
    _outbox("begin_all", "after commit", 4),
    Point(DELIVER, "before", 12),
    Point(DELIVER, "after", 12, dies="worker"),
    _outbox("sent_all", "before", 3),
    _outbox("sent_all", "after", 3),
    _outbox("sent_all", "after commit", 3),
    # Slack has it, and the answer is lost.
    Point("", "after", trouble=("timeout_after",) * 5),
    # Something goes wrong.
    _outbox("unknown", "before", 1, "reset", "reset"),
    _outbox("unknown", "after commit", 1, "reset", "reset", dies="worker"),
    Point(LOOK_UP, "before", 1, ("reset", "reset")),
    Point(LOOK_UP, "after", 1, ("reset", "reset")),
    _outbox("later", "after commit", 1, "503", "html"),
    _outbox("asked_to_wait", "after commit", 1, "429:1"),
    _outbox("failed", "before commit", 1, "ok_false:user_disabled"),
    # It is killed again while it takes up what the first one left.
    Point(f"{OUTBOX}:take_back", "after", again=True),
)


# ---- In the child ----


def arm(database: str, point: Mapping[str, Any] | None) -> None:
    """Be hasty; and with a point, die there."""
    for where, value in HASTE.items():
        owner, name = _found(where)
        setattr(owner, name, value)
    if point is not None:
        there = Point(**{**point, "trouble": tuple(point["trouble"])})
        _arm(database, replace(there, what=KICKS[database]) if there.what == KICK else there)


def told(database: str, point: Point | None) -> list[Any]:
    """What `arm` gets, as it can be sent to a child."""
    return [database, None if point is None else asdict(point)]


def _arm(database: str, point: Point) -> None:
    count = itertools.count(1)

    def is_it() -> bool:
        return next(count) == point.nth

    def die() -> None:
        if is_it():
            os.kill(os.getpid(), signal.SIGKILL)

    if point.side == "before":
        _wrap(point.what, before=die)
    elif point.side == "after":
        _wrap(point.what, after=die)
    else:
        _at_commit(database, point, is_it)


def _at_commit(database: str, point: Point, is_it: Callable[[], bool]) -> None:
    doomed: set[int] = set()

    def doom() -> None:
        if is_it():
            doomed.add(threading.get_ident())

    def die() -> None:
        if threading.get_ident() in doomed:
            os.kill(os.getpid(), signal.SIGKILL)

    before, after = COMMIT[database]
    _wrap(point.what, after=doom)
    if point.side == "before commit":
        # On PostgreSQL the commit is in the function, on SQLite the next thing after it.
        _wrap(before, **{"before" if before == after else "after": die})
    else:
        _wrap(after, **{"after" if before == after else "before": die})


def _wrap(
    where: str,
    before: Callable[[], object] | None = None,
    after: Callable[[], object] | None = None,
) -> None:
    owner, name = _found(where)
    original = getattr(owner, name)

    def passing(side: Callable[[], object] | None) -> None:
        if side is not None:
            side()

    @functools.wraps(original)
    def called(*arguments: Any, **named: Any) -> Any:
        passing(before)
        value = original(*arguments, **named)
        passing(after)
        return value

    @functools.wraps(original)
    async def awaited(*arguments: Any, **named: Any) -> Any:
        passing(before)
        value = await original(*arguments, **named)
        passing(after)
        return value

    setattr(owner, name, awaited if inspect.iscoroutinefunction(original) else called)


def _found(where: str) -> tuple[Any, str]:
    """Where a name of the table lives; AttributeError when it does not any more."""
    module, _, path = where.partition(":")
    owner: Any = import_module(module)
    *inside, name = path.split(".")
    for one in inside:
        owner = getattr(owner, one)
    getattr(owner, name)
    return owner, name
