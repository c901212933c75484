"""Fetching: a page of the public internet, in little time, never from a network of our own."""

from __future__ import annotations

import http.client
import re
import ssl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Final
from urllib.parse import urljoin

from bot.errors import Unreachable
from bot.outside.addresses import HTTPS, Address, Target, is_outside, read
from bot.outside.deadline import Deadline
from bot.outside.names import Names, Permits, look_up, places
from bot.outside.pages import Fetched, Known
from bot.outside.unpacking import CODINGS, PLAIN, unpack
from bot.outside.wire import TooMuch, Wire, dialled
from bot.texts import core

MOVES: Final = 3
SECONDS: Final = 10.0
MOST_SENT: Final = 2_000_000
MOST_UNPACKED: Final = 5_000_000
_CHUNK: Final = 1 << 16
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
# What may be sent back to a server as it came.
_FIT: Final = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,498}")


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where a page is said to be instead."""

    address: str


def _permits(address: Address, _port: int) -> bool:
    return is_outside(address)


class Internet:
    """What is on the public internet; a page is fetched anew each time, with nothing kept.

    `names` looks a host up, `permits` is whether an address may be connected to, `trust` knows
    whose certificates are believed, `seconds` is what a page may take with all its moves.
    """

    def __init__(
        self,
        names: Names = look_up,
        permits: Permits = _permits,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._names = names
        self._permits = permits
        self._given = trust
        self._seconds = seconds

    def fetch(self, address: str, known: Known | None = None) -> Fetched | None:
        """Fetch a page; None where it has not changed since it was `known`."""
        deadline, asked = Deadline(self._seconds), known or Known()
        target = read(address)
        for _ in range(MOVES + 1):
            with self._told(target):
                answer = self._ask(target, asked, deadline)
                if not isinstance(answer, _Moved):
                    return answer
                target = read(urljoin(target.address, answer.address))
        raise Unreachable(core("outside.moves", host=target.host))

    def _ask(self, target: Target, known: Known, deadline: Deadline) -> Fetched | _Moved | None:
        found = places(target.host, target.port, self._names, self._permits, deadline)
        with dialled(target, found, self._trust, deadline, MOST_SENT) as wire:
            line = _Line(target, wire)
            headers = self._headers | _conditions(known)
            line.request("GET", target.path, headers=headers)
            return _answer(target, line.getresponse(), known)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self._given or ssl.create_default_context()

    @cached_property
    def _headers(self) -> dict[str, str]:
        return {
            "User-Agent": f"Piazza/{version('piazza-bot')}",
            "Accept": "application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }

    @contextmanager
    def _told(self, target: Target) -> Iterator[None]:
        """Say in a line what went wrong."""
        try:
            yield
        except TimeoutError:
            seconds = f"{self._seconds:g}"
            raise Unreachable(core("outside.slow", host=target.host, seconds=seconds)) from None
        except ssl.SSLCertVerificationError:
            raise Unreachable(core("outside.certificate", host=target.host)) from None
        except ssl.SSLError:
            raise Unreachable(core("outside.unsafe", host=target.host)) from None
        except OSError:
            raise Unreachable(core("outside.silent", host=target.host)) from None
        except TooMuch:
            raise Unreachable(core("outside.large", host=target.host)) from None
        except (http.client.HTTPException, zlib.error, EOFError, ValueError):
            raise Unreachable(core("outside.garbled", host=target.host)) from None


class _Line(http.client.HTTPConnection):
    """A connection that is there already, and never makes another one."""

    default_port = HTTPS
    auto_open = 0

    def __init__(self, target: Target, wire: Wire) -> None:
        super().__init__(target.host, target.port)
        self.sock = wire


def _conditions(known: Known) -> dict[str, str]:
    said = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: one for name, one in said.items() if _FIT.fullmatch(one)}


def _answer(
    target: Target, answer: http.client.HTTPResponse, known: Known
) -> Fetched | _Moved | None:
    if answer.status in _MOVED and (place := answer.headers["Location"]):
        return _Moved(place)
    if answer.status == http.HTTPStatus.NOT_MODIFIED and _conditions(known):
        return None
    if answer.status != http.HTTPStatus.OK:
        key = _WHY.get(answer.status, "status")
        raise Unreachable(core(f"outside.{key}", host=target.host, status=str(answer.status)))
    return Fetched(
        target.address,
        _body(target, answer),
        answer.headers.get("Content-Type", "")[:500],
        _fitting(answer, "ETag"),
        _fitting(answer, "Last-Modified"),
    )


# Keys that say more of an answer than its number.
_WHY: Final = {401: "locked", 403: "locked", 404: "gone", 410: "gone", 429: "too_often"}


def _fitting(answer: http.client.HTTPResponse, name: str) -> str:
    said = answer.headers.get(name, "").strip()
    return said if _FIT.fullmatch(said) else ""


def _body(target: Target, answer: http.client.HTTPResponse) -> bytes:
    coding = answer.headers.get("Content-Encoding", "").strip().lower()
    if coding not in PLAIN | CODINGS:
        raise Unreachable(core("outside.packed", host=target.host))
    body = unpack(iter(lambda: answer.read(_CHUNK), b""), coding, MOST_UNPACKED)
    if answer.length:
        raise EOFError("the page broke off")
    return body
