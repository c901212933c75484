"""The wire to a host: to the address that was looked at, until a deadline, for so many bytes."""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address

from bot.outside.addresses import Address, Target
from bot.outside.deadline import Deadline


class TooMuch(Exception):
    """More comes than is read."""


class Wire:
    """What speaks for a socket; each byte counts, and every wait is one until the deadline."""

    def __init__(self, sock: ssl.SSLSocket, deadline: Deadline, most: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self._left = most

    def sendall(self, data: bytes) -> None:
        """Send everything."""
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def receive(self, room: memoryview) -> int:
        """Put what has come into the room there is; 0 at the end."""
        self._sock.settimeout(self._deadline.left())
        count = self._sock.recv_into(room)
        self._left -= count
        if self._left < 0:
            raise TooMuch
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What comes, as a file."""
        return io.BufferedReader(_Stream(self))

    def close(self) -> None:
        """Nothing: an answer is read on when its connection has been done with."""


class _Stream(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, room: memoryview) -> int:  # type: ignore[override]
        return self._wire.receive(room)


@contextmanager
def dialled(
    target: Target, found: Sequence[Address], trust: ssl.SSLContext, deadline: Deadline, most: int
) -> Iterator[Wire]:
    """A wire to the first of these addresses that answers; hung up at the end."""
    with (
        _connected(target.port, found, deadline) as sock,
        _encrypted(sock, target.host, trust, deadline) as safe,
    ):
        yield Wire(safe, deadline, most)


def _encrypted(
    sock: socket.socket, host: str, trust: ssl.SSLContext, deadline: Deadline
) -> ssl.SSLSocket:
    sock.settimeout(deadline.left())
    return trust.wrap_socket(sock, server_hostname=host)


def _connected(port: int, found: Sequence[Address], deadline: Deadline) -> socket.socket:
    *others, last = found
    for number, one in enumerate(others):
        try:
            # One that is silent leaves time for the rest of them.
            return _connect(one, port, deadline.left() / (len(found) - number))
        except OSError:
            deadline.left()
    return _connect(last, port, deadline.left())


def _connect(address: Address, port: int, seconds: float) -> socket.socket:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect((str(address), port))
        peer, at = sock.getpeername()[:2]
        if (ip_address(peer), at) != (address, port):
            raise OSError("connected to another address than the one that was looked at")
    except BaseException:
        sock.close()
        raise
    return sock
