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
        self._done = 0

    def cost(self, count: int) -> float:
        """Microseconds of CPU a request, over so many; each has to be done at once."""
        before = cpu_seconds(self.server.pid)
        answers = self._pool.submit(load.flood, self.server.port, self._sent, count).result()
        self._note(answers, count)
        if answers.others:
            raise AssertionError(f"{len(answers.others)} were not done: {answers.others[:3]}")
        return (cpu_seconds(self.server.pid) - before) / count * 1e6

    def latency(self, rate: int, seconds: int) -> load.Answers:
        """The answers to commands that arrive at an even rate."""
        arguments = (self.server.port, self._sent, rate, seconds)
        answers = self._pool.submit(load.steady, *arguments).result()
        self._note(answers, rate * seconds)
        return answers

    def lost(self) -> int:
        """How many were said to be done and are not stored."""
        return max(0, self._done - self.server.stored())

    def _note(self, answers: load.Answers, count: int) -> None:
        assert len(answers.took) == count, "some were not answered at all"
        self._sent += count
        self._done += answers.done
