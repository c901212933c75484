"""A canary: what this computer connects to, by the computer's own word and by what arrives."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_watching: list[Canary] = []


@dataclass(eq=False)
class Canary:
    """It listens on loopback, accepts whoever comes, and hears of every attempt of its thread."""

    port: int
    tried: list[Any] = field(default_factory=list)
    came: list[Any] = field(default_factory=list)
    thread: int = field(default_factory=threading.get_ident)


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        for one in _watching:
            if threading.get_ident() == one.thread:
                one.tried.append(args[1])


sys.addaudithook(_heard)


@contextmanager
def canary() -> Iterator[Canary]:
    """A canary that lives for a while."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Canary(listening.getsockname()[1])
        thread = threading.Thread(target=_accept, args=(listening, found), daemon=True)
        thread.start()
        _watching.append(found)
        try:
            yield found
        finally:
            _watching.remove(found)
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _accept(listening: socket.socket, found: Canary) -> None:
    while True:
        try:
            sock, place = listening.accept()
        except OSError:
            return
        found.came.append(place)
        sock.close()
