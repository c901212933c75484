"""A fake on 127.0.0.1, served from a thread of its own: how it runs, misbehaves and is asked."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import ClientSession, TCPConnector, web

from .auditing import Audit, Post, audit
from .gate import Gate
from .recording import Call
from .state import State
from .trouble import Rate

T = TypeVar("T")


class Fake:
    """A context manager. All names of time are seconds; what is returned are snapshots."""

    world: State
    port: int
    recorded: list[Call]
    _doors: Gate

    # ---- What a provider says ----

    def routes(self) -> Iterable[web.RouteDef]:
        raise NotImplementedError

    def post_of(self, call: Call) -> Post | None:
        """What a call posted, if it is one that posts."""
        raise NotImplementedError

    def served(self) -> None:
        """It is known now where it is served."""

    def ending(self) -> None:
        """It is about to be served no longer."""

    # ---- Running ----

    def __enter__(self) -> Self:
        self._started: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)
        self._thread.start()
        self._started.result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.loop.call_soon_threadsafe(self._doors.closing.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            if self._started.done():
                raise
            self._started.set_exception(error)
        finally:
            self._started.cancel()

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        application = web.Application(client_max_size=16 * 1024 * 1024)
        application.add_routes(self.routes())
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self.port, reuse_address=True).start()
            self.port = runner.addresses[0][1]
            self.world.base_url = f"http://127.0.0.1:{self.port}"
            self.served()
            async with ClientSession(connector=TCPConnector(limit=0)) as self.session:
                self._started.set_result(None)
                await self._doors.closing.wait()
                self.ending()
        finally:
            await runner.cleanup()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the fake's loop and wait for it, from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    # ---- How badly it behaves ----

    @property
    def delay(self) -> float:
        """How long a call takes before it has an effect; `delays` has others for single methods."""
        return self._doors.delay

    @delay.setter
    def delay(self, seconds: float) -> None:
        self._doors.delay = seconds

    @property
    def delays(self) -> dict[str, float]:
        return self._doors.delays

    def fail(self, method: str, how: str, times: int | None = 1) -> None:
        """Let the next calls of a method ("*": of any) go wrong; `times` None is until `heal`.

        `how`: 412, 500, 502, 503, 504, html (an HTML page with status 200), reset (not accepted),
        timeout_before (not accepted, no answer), timeout_after (accepted, no answer),
        `slow:SECONDS` (accepted and answered that late, also when nobody waits any more),
        `429:RETRY-AFTER` with any text there.
        """
        with self.world.changed:
            self._doors.failures.plan(method, how, times)

    @property
    def failing(self) -> int:
        """How many planned failures have not all come yet."""
        with self.world.changed:
            return sum(failure.times != 0 for failure in self._doors.failures.planned)

    def heal(self) -> None:
        """Forget planned failures and delays; calls that hang already keep hanging."""
        with self.world.changed:
            self._doors.failures.planned.clear()
            self._doors.delays.clear()
            self._doors.delay = 0.0

    def limit(self, method: str, calls: int, seconds: float) -> None:
        """Allow this many calls of a method in any span of that length; more are answered 429."""
        with self.world.changed:
            self._doors.rates.limits[method] = (Rate(calls, seconds),)

    def advance(self, seconds: float) -> None:
        """Move the fake's clock ahead: what was given out grows older, windows pass."""
        with self.world.changed:
            self.world.ahead += seconds

    # ---- What happened ----

    def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """Return the first true value of `predicate`, looked at whenever the fake changed.

        Raises AssertionError with the latest calls after `timeout` seconds. Changes of anything
        else than the fake are only noticed with its next one.
        """
        deadline = time.monotonic() + timeout
        while True:
            seen = self.world.version
            if value := predicate():
                return value
            with self.world.changed:
                left = deadline - time.monotonic()
                if not self.world.changes_after(seen, left):
                    break
        latest = [f"{call.method} {call.status} {call.error}".strip() for call in self.calls[-8:]]
        raise AssertionError(f"nothing came in {timeout} s; latest calls: {latest}")

    @property
    def calls(self) -> list[Call]:
        """Every call in order of arrival, those still unanswered included."""
        with self.world.changed:
            return list(self.recorded)

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def impatient(self) -> list[Call]:
        """The calls made although a Retry-After asked to wait."""
        return [call for call in self.calls if call.early > 0]

    def audit(self) -> Audit:
        """The books so far, of all that call here; `print` them to read them."""
        with self.world.changed:
            return audit(self.recorded, self.post_of)
