"""Another program on this machine, which is told things over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Program:
    """Keeps what it is told, with its headers, and answers `status`; 0 hangs up, -1 says nothing.

    `endless` never ends what it says.
    """

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    endless: bool = False
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""

    def __post_init__(self) -> None:
        self.over = threading.Event()

    @contextmanager
    def running(self) -> Iterator[Program]:
        """Listen on a free port of this machine."""
        program = self

        class Handler(_Handler):
            def do_POST(self) -> None:
                self.answer(program)

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.address = f"http://127.0.0.1:{server.server_port}/replies"
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield self
            finally:
                self.over.set()
                server.shutdown()
                thread.join()


class _Handler(BaseHTTPRequestHandler):
    def answer(self, program: Program) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {name.lower(): value for name, value in self.headers.items()}
        program.told.append((told, body))
        if program.status == -1:
            program.over.wait()
        if program.status <= 0:
            self.close_connection = True
            return
        self.send_response(program.status)
        for name, value in program.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(10**12 if program.endless else 0))
        self.end_headers()
        try:
            while program.endless and not program.over.is_set():
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.close_connection = True

    def log_message(self, *_args: object) -> None:
        """Nothing: who hangs up is no news here."""
