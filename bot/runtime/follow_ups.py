"""Follow-ups: what a platform does after it has answered, and what takes longer than it waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy.orm import Session

from bot.delivery import owing
from bot.directory.lookup import find_people
from bot.runtime.platform import DeliveryError
from bot.texts import Text

if TYPE_CHECKING:
    from bot.runtime.app import App
    from bot.runtime.incoming import Incoming
    from bot.runtime.outgoing import Answer

log = structlog.get_logger("piazza.app")

# How long a platform that stops waits for them, in seconds.
PATIENCE = 3
# After how many seconds an answer that did not arrive is sent once more.
AGAIN: Final = (5.0, 15.0, 30.0)


class FollowUps:
    """What is still going on for one workspace."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.pending: set[asyncio.Task[None]] = set()

    async def answer(
        self, event: Incoming, budget: float, otherwise: Callable[[Answer], Awaitable[None]]
    ) -> Answer | None:
        """The answer if it is there within so many seconds; otherwise None, and it follows."""
        task = asyncio.create_task(self._app.handle(event))
        done, _ = await asyncio.wait({task}, timeout=budget)
        if done:
            return task.result()

        async def follow() -> None:
            await otherwise(await task)

        self.soon(follow())
        return None

    async def give(
        self, event: Incoming, answer: Answer, send: Callable[[], Awaitable[None]], within: float
    ) -> None:
        """Send an answer before it is acknowledged what somebody did.

        One that takes longer than so many seconds, or fails, is tried further behind that; should
        it never arrive, or Piazza end meanwhile, they read a word in its place.
        """
        trying = asyncio.ensure_future(send())
        done, _ = await asyncio.wait({trying}, timeout=within)
        if done and _is_over(trying.exception()):
            return
        try:
            if not answer.private:
                await self._owe(event, answer.lost)
        finally:
            self.soon(self._insist(event, trying, send))

    async def _insist(
        self, event: Incoming, trying: Awaitable[None], send: Callable[[], Awaitable[None]]
    ) -> None:
        for rest in AGAIN:
            try:
                await trying
            except DeliveryError as error:
                if error.final:
                    break
                log.info("sent_again", reason=error.reason)
                await asyncio.sleep(rest)
                trying = send()
            else:
                break
        else:
            await trying
        cause = self._cause(event)
        await self._app.database.write(lambda db: owing.paid(db.connection(), cause))

    async def _owe(self, event: Incoming, word: Text) -> None:
        await self._app.database.write(partial(self._note, event=event, word=word))

    def _note(self, db: Session, event: Incoming, word: Text) -> None:
        app, connection, workspace = self._app, db.connection(), event.workspace
        now = app.clock()
        # Who is not known, or has just been forgotten, is not written to.
        if who := find_people(connection, workspace, [event.user], now).get(event.user):
            cause, router = self._cause(event), app.house.router
            owing.owe(connection, who, word, cause, workspace, now, router)

    def _cause(self, event: Incoming) -> str:
        return f"{event.workspace}/{self._app.seal.blind(event.workspace, event.key)}/answer"

    def soon(self, work: Awaitable[None]) -> None:
        """Do something that nobody waits for; what goes wrong is logged."""
        task = asyncio.create_task(_guarded(work))
        self.pending.add(task)
        task.add_done_callback(self.pending.discard)

    async def stop(self) -> None:
        """Let them finish, but not for long."""
        if self.pending:
            await asyncio.wait(self.pending, timeout=PATIENCE)


def _is_over(error: BaseException | None) -> bool:
    """Whether an answer has arrived, or surely never will."""
    return error is None or (isinstance(error, DeliveryError) and error.final)


async def _guarded(work: Awaitable[None]) -> None:
    try:
        await work
    except DeliveryError as error:
        log.warning("not_sent", reason=error.reason)
    except Exception:
        log.exception("failed")
