"""The ledger: what becomes of rows is written down, and all that comes meanwhile with it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, TypeVar

import structlog
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.errors import Busy
from bot.store.session import Job

log = structlog.get_logger("piazza.courier")

T = TypeVar("T")
Change: TypeAlias = Callable[..., bool]

AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """What a change is made with (it gets a connection first), and who waits for it."""

    arguments: tuple[Any, ...]
    future: asyncio.Future[bool]


class Ledger:
    """Writes changes, as many of a kind at once as have gathered, one kind beside the other.

    `together` has, for a change that is often made, the function that makes it for a list of
    arguments, and says of each whether it was made.
    """

    def __init__(self, database: Database, together: Mapping[Change, Any] | None = None) -> None:
        self.database = database
        self._all_at_once = together or {}
        self._gathered: dict[Change, list[Entry]] = defaultdict(list)
        self._writing: dict[Change, asyncio.Task[None]] = {}

    async def note(self, change: Change, *arguments: Any) -> bool:
        """Carry out a change; returns after the commit."""
        entry = Entry(arguments, asyncio.get_running_loop().create_future())
        self._gathered[change].append(entry)
        if change not in self._writing:
            self._writing[change] = asyncio.create_task(self._write(change))
        return bool(await entry.future)

    async def patiently(self, job: Job[T]) -> T:
        """Write once the database can be had: what has left has to be noted, or it leaves twice."""
        while True:
            try:
                return await self.database.write(job)
            except Busy as error:
                log.warning("not_now", reason=str(error))
                await asyncio.sleep(AGAIN)

    async def _write(self, change: Change) -> None:
        try:
            while entries := self._gathered.pop(change, None):
                await self._together(change, entries)
        finally:
            del self._writing[change]

    async def _together(self, change: Change, entries: Sequence[Entry]) -> None:
        carry_out = partial(self._carried_out, change=change, entries=entries)
        try:
            done = await self.patiently(carry_out)
        except Exception as error:  # noqa: BLE001 - it is raised where the change is waited for
            await self._apart(change, entries, error)
        except BaseException as error:
            _tell(entries, error)
            raise
        else:
            for one, whether in zip(entries, done, strict=True):
                _tell([one], whether)

    async def _apart(self, change: Change, entries: Sequence[Entry], error: Exception) -> None:
        """One that cannot be written down takes none of the others with it."""
        if len(entries) == 1:
            _tell(entries, error)
            return
        for one in entries:
            await self._together(change, [one])

    def _carried_out(self, db: Session, change: Change, entries: Sequence[Entry]) -> Sequence[bool]:
        connection, arguments = db.connection(), [one.arguments for one in entries]
        if together := self._all_at_once.get(change):
            made: Sequence[bool] = together(connection, arguments)
            return made
        return [change(connection, *some) for some in arguments]


def _tell(entries: Sequence[Entry], what: bool | BaseException) -> None:
    for one in entries:
        if one.future.done():
            # Whoever waited for it has been broken off.
            continue
        if isinstance(what, BaseException):
            one.future.set_exception(what)
        else:
            one.future.set_result(what)
