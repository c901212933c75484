"""The load: signed commands over kept connections, from a process of its own."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.bench.world import APP, kudos

CONNECTIONS = 64
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)
DONE = re.compile(rb"thank(ed|ing) ")
"""What both servers say only of a thank-you they have stored."""


@dataclass
class Answers:
    """What came back: how many said that it is done, what the others said, and how long all took.

    Times are in seconds.
    """

    done: int = 0
    others: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def note(self, status: int, body: bytes, took: float) -> None:
        """Count one answer."""
        self.took.append(took)
        if status == 200 and DONE.search(body):
            self.done += 1
        else:
            self.others.append(f"{status} {body[:200]!r}")

    def percentile(self, part: float) -> float:
        """The time within which this part of all answers came."""
        return sorted(self.took)[min(len(self.took) - 1, int(len(self.took) * part))]


def flood(port: int, first: int, count: int) -> Answers:
    """Send so many commands, from number `first` on, as fast as they are answered."""
    return press(port, _signed(port, first, count))


def press(port: int, requests: list[bytes]) -> Answers:
    """Send requests as they are, as fast as they are answered."""
    return _run(_flood(port, requests))


def steady(port: int, first: int, rate: int, seconds: int) -> Answers:
    """Send at an even rate whatever the answers do; times count from when each was due."""
    return evenly(port, _signed(port, first, rate * seconds), rate)


def evenly(port: int, requests: list[bytes], rate: int) -> Answers:
    """Send requests as they are at an even rate; times count from when each was due."""
    return _run(_steady(port, requests, rate))


class Connection:
    """One kept connection: a request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the body."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        assert length is not None, head
        return int(head[9:12]), await self._reader.readexactly(int(length[1]))

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()


def _signed(port: int, first: int, count: int) -> list[bytes]:
    return [_raw(port, number) for number in range(first, first + count)]


def _raw(port: int, number: int) -> bytes:
    request = kudos(number)
    body = request.body()
    headers = request.headers(APP.signing_secret) | {
        "Host": f"127.0.0.1:{port}",
        "Accept": "application/json,*/*",
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{lines}\r\n".encode() + body


def _run(work: Coroutine[Any, Any, Answers]) -> Answers:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def _connections(port: int) -> list[Connection]:
    return [
        Connection(*await asyncio.open_connection("127.0.0.1", port)) for _ in range(CONNECTIONS)
    ]


async def _flood(port: int, requests: list[bytes]) -> Answers:
    answers, waiting = Answers(), iter(requests)
    connections = await _connections(port)
    await asyncio.gather(*(_one_after_another(one, waiting, answers) for one in connections))
    await asyncio.gather(*(one.close() for one in connections))
    return answers


async def _one_after_another(
    connection: Connection, waiting: Iterator[bytes], answers: Answers
) -> None:
    for request in waiting:
        start = time.perf_counter()
        status, body = await connection.ask(request)
        answers.note(status, body, time.perf_counter() - start)


async def _steady(port: int, requests: list[bytes], rate: int) -> Answers:
    answers = Answers()
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for connection in await _connections(port):
        free.put_nowait(connection)
    start = time.perf_counter() + 0.1
    async with asyncio.TaskGroup() as group:
        for number, request in enumerate(requests):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(_when_due(free, request, due, answers))
    while not free.empty():
        await free.get_nowait().close()
    return answers


async def _when_due(
    free: asyncio.Queue[Connection], request: bytes, due: float, answers: Answers
) -> None:
    connection = await free.get()
    status, body = await connection.ask(request)
    answers.note(status, body, time.perf_counter() - due)
    free.put_nowait(connection)
