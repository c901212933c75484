"""A site of others, on this computer: it answers as each page of it says, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from tests.bot.outside.authority import Authority

HOST = "good.example"


@dataclass(frozen=True)
class Asked:
    """A request, as it came."""

    path: str
    headers: Mapping[str, str]


Page = Callable[[Asked], Iterable[bytes]]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """An answer in full; `etag="x"` is a header."""
    said = {"content-length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in said.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


def page(body: bytes) -> Page:
    """A page that is always the same."""
    return lambda _: [answer(body)]


class Site:
    """It listens until it is closed; `/to/ADDRESS` leads elsewhere."""

    def __init__(self, authority: Authority, hosts: Iterable[str] = (HOST,)) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self._context = authority.vouch(*hosts)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def url(self, path: str, host: str = HOST) -> str:
        """The address of a page."""
        return f"https://{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in self._threads:
            one.join()

    def _listen(self) -> None:
        while not self.over.is_set():
            try:
                sock, _ = self._socket.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._serve, args=(sock,), daemon=True))
            self._threads[-1].start()

    def _serve(self, plain: socket.socket) -> None:
        plain.settimeout(20)
        with (
            contextlib.suppress(OSError),
            plain,
            self._context.wrap_socket(plain, server_side=True) as sock,
        ):
            asked = _asked(sock)
            self.asked.append(asked)
            for piece in self._page(asked.path)(asked):
                sock.sendall(piece)
            sock.unwrap()

    def _page(self, path: str) -> Page:
        if path.startswith("/to/"):
            place = unquote(path.removeprefix("/to/"), "latin-1")
            return lambda _: [answer(status="302 Found", location=place)]
        return self.pages.get(path, lambda _: [answer(status="404 Not Found")])


def _asked(sock: ssl.SSLSocket) -> Asked:
    said = b""
    while b"\r\n\r\n" not in said:
        if not (more := sock.recv(65536)):
            raise OSError("nobody asked")
        said += more
    first, *lines = said.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if line)
    return Asked(first.split(" ")[1], {name.lower(): one for name, one in headers.items()})
