"""HTTP as bytes: what no client library would send goes out all the same, over kept connections."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

Headers = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Sent:
    """A request to /slack/events: its headers and its raw body."""

    headers: Headers
    body: bytes

    @property
    def raw(self) -> bytes:
        """What goes over the wire."""
        lines = [b"POST /slack/events HTTP/1.1", b"Host: bot.example"]
        lines += [name.encode() + b": " + value for name, value in self.headers]
        lines += [b"Content-Length: %d" % len(self.body), b"", self.body]
        return b"\r\n".join(lines)


class Line:
    """One connection, opened anew when the other side has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writer: asyncio.StreamWriter | None = None
        self.opened = 0

    async def ask(self, request: Sent) -> int:
        """Send one request; return the status of its answer."""
        reader, writer = await self._open()
        writer.write(request.raw)
        head = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
        fields = dict(one.split(b": ", 1) for one in head[1:] if one)
        await reader.readexactly(int(fields.get(b"content-length", b"0")))
        if fields.get(b"connection") == b"close":
            await self.close()
        return int(head[0].split()[1])

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._writer is None:
            self.opened += 1
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self._reader, self._writer

    async def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.close()
            await writer.wait_closed()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def ask_all(port: int, requests: Sequence[Sent], lines: int = 16) -> list[int]:
    """Send all, over so many connections at once; the statuses in the same order."""

    async def some(first: int) -> list[int]:
        async with Line(port) as line:
            return [await line.ask(one) for one in requests[first::lines]]

    found = [0] * len(requests)
    for first, statuses in enumerate(await asyncio.gather(*map(some, range(lines)))):
        found[first::lines] = statuses
    return found
