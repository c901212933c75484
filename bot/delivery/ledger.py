"""The ledger: what becomes of rows is written down, and all that comes meanwhile with it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import structlog
from sqlalchemy import Connection
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
    """A change (it gets a connection first), and who waits for it."""

    change: Change
    arguments: tuple[Any, ...]
    future: asyncio.Future[bool]


class Ledger:
    """Writes changes, as many at once as have gathered.

    `together` has, for a change that is often made, the function that makes it for a list of
    arguments, and says of each whether it was made.
    """

    def __init__(self, database: Database, together: Mapping[Change, Any] | None = None) -> None:
        self.database = database
        self._all_at_once = together or {}
        self._gathered: list[Entry] = []
        self._writing: asyncio.Task[None] | None = None

    async def note(self, change: Change, *arguments: Any) -> bool:
        """Carry out a change; returns after the commit."""
        entry = Entry(change, arguments, asyncio.get_running_loop().create_future())
        self._gathered.append(entry)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return bool(await entry.future)

    async def patiently(self, job: Job[T]) -> T:
        """Write once the database can be had: what has left has to be noted, or it leaves twice."""
        while True:
            try:
                return await self.database.write(job)
            except Busy as error:
                log.warning("not_now", reason=str(error))
                await asyncio.sleep(AGAIN)

    async def _write(self) -> None:
        try:
            while self._gathered:
                now, self._gathered = self._gathered, []
                await self._together(now)
        finally:
            self._writing = None

    async def _together(self, entries: list[Entry]) -> None:
        by_change: dict[Change, list[Entry]] = defaultdict(list)
        for one in entries:
            by_change[one.change].append(one)

        def carry_out(db: Session) -> list[bool]:
            connection = db.connection()
            return [
                one
                for change, some in by_change.items()
                for one in self._carried_out(connection, change, some)
            ]

        try:
            done = await self.patiently(carry_out)
        except Exception as error:  # noqa: BLE001 - it is raised where the change is waited for
            await self._apart(entries, error)
        except BaseException as error:
            _tell(entries, error)
            raise
        else:
            ordered = [one for some in by_change.values() for one in some]
            for one, whether in zip(ordered, done, strict=True):
                _tell([one], whether)

    async def _apart(self, entries: list[Entry], error: Exception) -> None:
        """One that cannot be written down takes none of the others with it."""
        if len(entries) == 1:
            _tell(entries, error)
            return
        for one in entries:
            await self._together([one])

    def _carried_out(
        self, db: Connection, change: Change, entries: Sequence[Entry]
    ) -> Sequence[bool]:
        arguments = [one.arguments for one in entries]
        if together := self._all_at_once.get(change):
            made: Sequence[bool] = together(db, arguments)
            return made
        return [change(db, *some) for some in arguments]


def _tell(entries: Sequence[Entry], what: bool | BaseException) -> None:
    for one in entries:
        if one.future.done():
            # Whoever waited for it has been broken off.
            continue
        if isinstance(what, BaseException):
            one.future.set_exception(what)
        else:
            one.future.set_result(what)
