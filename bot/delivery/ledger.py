"""The ledger: what becomes of rows is written down, and all that comes meanwhile with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.store.database import Database
from bot.store.errors import Busy
from bot.store.session import Job

log = structlog.get_logger("piazza.courier")

T = TypeVar("T")
Change: TypeAlias = Callable[[Connection], bool]

AGAIN = 0.5


class Ledger:
    """Writes changes in the order in which they come, as many at once as have gathered."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._gathered: list[tuple[Change, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def note(self, change: Callable[..., bool], *arguments: Any) -> bool:
        """Carry out a change (it gets a connection first); returns after the commit."""
        future = asyncio.get_running_loop().create_future()
        self._gathered.append((lambda db: change(db, *arguments), future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return bool(await future)

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

    async def _together(self, changes: Sequence[tuple[Change, asyncio.Future[bool]]]) -> None:
        def carry_out(db: Session) -> list[bool]:
            connection = db.connection()
            return [change(connection) for change, _ in changes]

        try:
            done = await self.patiently(carry_out)
        except Exception as error:  # noqa: BLE001 - it is raised where the change is waited for
            if len(changes) == 1:
                _end(changes, error)
            # One that cannot be written down takes none of the others with it.
            for one_change in changes if len(changes) > 1 else ():
                await self._together([one_change])
            return
        except BaseException as error:
            _end(changes, error)
            raise
        for (_, future), one in zip(changes, done, strict=True):
            if not future.done():
                future.set_result(one)


def _end(changes: Sequence[tuple[Change, asyncio.Future[bool]]], error: BaseException) -> None:
    for _, future in changes:
        if not future.done():
            future.set_exception(error)
