"""A mail server on this machine: it keeps letters, or does what mail servers do on bad days."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

USER, PASSWORD = "piazza", "correct horse"
DROP, HANG = "drop", "hang"
_SAID = {"EHLO": "250 sink", "DATA": "354 go on", "QUIT": "221 bye", "STARTTLS": "220 go on"}


@dataclass
class MailServer:
    """Answers by the book, but where `answers` says otherwise, by command; "." is a letter's end.

    `DROP` hangs up at that command, `HANG` says nothing more.
    """

    tls: str = "none"
    trust: ssl.SSLContext | None = None
    login: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    port: int = 0

    @property
    def read(self) -> list[EmailMessage]:
        """The letters as a mail program reads them."""
        return [message_from_bytes(one, policy=SMTP) for one in self.letters]

    @contextmanager
    def running(self) -> Iterator[MailServer]:
        """Listen on a free port of this machine."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
            thread = threading.Thread(target=self._accept, args=(listening,))
            thread.start()
            try:
                yield self
            finally:
                self._over.set()
                # Whoever did not hang up is hung up on.
                for sock in self._open:
                    with suppress(OSError):
                        sock.shutdown(socket.SHUT_RDWR)
                # It wakes who waits for the next one.
                with suppress(OSError):
                    socket.create_connection(("127.0.0.1", self.port)).close()
                thread.join()

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._open: set[socket.socket] = set()

    def _accept(self, listening: socket.socket) -> None:
        while not self._over.is_set():
            sock, _ = listening.accept()
            self._open = {sock}
            with suppress(OSError, EOFError):
                _Talk(self, sock, self._over).whole()
            sock.close()


class _Talk:
    """What is said on one connection."""

    def __init__(self, server: MailServer, sock: socket.socket, over: threading.Event) -> None:
        self._server = server
        self._over = over
        self._sock = sock
        self._safe = False
        if server.tls == "tls":
            self._encrypt()
        self._lines = self._sock.makefile("rb")

    def whole(self) -> None:
        """From the greeting on until one of both hangs up."""
        try:
            self._answer("CONNECT", "220 sink ready")
            while line := self._lines.readline():
                self._do(line.decode().rstrip("\r\n"))
        finally:
            self._lines.close()
            self._sock.close()

    def _do(self, line: str) -> None:
        command = line.split(" ")[0].upper()
        self._server.commands.append(line)
        if command == "AUTH":
            self._log_in(line)
        elif command == "EHLO":
            self._answer(command, self._offer())
        else:
            said = self._answer(command, _SAID.get(command, "250 ok"))
            if command == "DATA" and said.startswith("354"):
                self._take()
            if command == "STARTTLS" and said.startswith("220"):
                self._encrypt()
                self._lines = self._sock.makefile("rb")

    def _offer(self) -> str:
        offers = ["sink"]
        offers += ["STARTTLS"] if self._server.tls == "starttls" and not self._safe else []
        offers += ["AUTH PLAIN"] if self._server.login else []
        *first, last = offers
        return "\r\n".join([*(f"250-{one}" for one in first), f"250 {last}"])

    def _log_in(self, line: str) -> None:
        wanted = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
        right = line == f"AUTH PLAIN {wanted}"
        self._answer("AUTH", "235 welcome" if right else "535 5.7.8 wrong name or password")

    def _take(self) -> None:
        lines = []
        while (line := self._lines.readline()) != b".\r\n":
            if not line:
                raise EOFError
            lines.append(line.removeprefix(b"."))
        said = self._server.answers.get(".", "250 taken")
        if said.startswith("250") or said == DROP:
            self._server.letters.append(b"".join(lines))
        self._answer(".", "250 taken")

    def _answer(self, command: str, usual: str) -> str:
        said = self._server.answers.get(command, usual)
        if said == HANG:
            self._over.wait()
        if said in (DROP, HANG):
            raise EOFError
        self._sock.sendall(f"{said}\r\n".encode())
        return said

    def _encrypt(self) -> None:
        assert self._server.trust is not None
        self._sock = self._server.trust.wrap_socket(self._sock, server_side=True)
        self._safe = True
