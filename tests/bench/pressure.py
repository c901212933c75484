"""A server under load: what a request costs it, and what came of every one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from tests.bench import load
from tests.bench.servers import Server
from tests.bench.usage import cpu_seconds


@contextmanager
def fresh_process() -> Iterator[ProcessPoolExecutor]:
    """A process beside this one, where nothing has been imported or used yet."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


class Pressure:
    """Puts load on one server; every command is new."""

    def __init__(self, pool: ProcessPoolExecutor, server: Server) -> None:
        self._pool = pool
        self.server = server
        self._sent = 0
        self._good = 0

    def cost(self, count: int) -> float:
        """Microseconds of CPU a request, over so many; each has to be answered well."""
        before = cpu_seconds(self.server.pid)
        work = self._pool.submit(load.flood, self.server.port, self._sent, count)
        self._note(work.result(), count)
        return (cpu_seconds(self.server.pid) - before) / count * 1e6

    def latency(self, rate: int, seconds: int) -> load.Answers:
        """The answers to commands that arrive at an even rate."""
        work = self._pool.submit(load.steady, self.server.port, self._sent, rate, seconds)
        answers = work.result()
        self._note(answers, rate * seconds)
        return answers

    def lost(self) -> int:
        """How many were acknowledged and are not stored, or stored and not acknowledged."""
        return abs(self.server.stored() - self._good)

    def _note(self, answers: load.Answers, count: int) -> None:
        if answers.wrong or len(answers.took) != count:
            raise AssertionError(f"{len(answers.wrong)} wrong answers: {answers.wrong[:3]}")
        self._sent += count
        self._good += answers.good
