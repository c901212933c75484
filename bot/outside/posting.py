"""Posting: what another program is told, signed, at the address the operator wrote down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.errors import Rejected, Unreachable
from bot.runtime import signing
from bot.texts import core

SECONDS: Final = 10.0
LONGEST_WAIT: Final = timedelta(days=1)
# Beside those from 500 on.
_LATER: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Posted:
    """What a program is told: `source` is its name, such as "shop"; the same `id` is the same."""

    source: str
    address: str
    id: str
    said: Mapping[str, object]

    def __post_init__(self) -> None:
        if not signing.is_id(self.id):
            raise ValueError(f"{self.id!r}: an id has 1 to 256 signs of ASCII and no blanks")


class Poster:
    """Tells programs; each has its secrets, of which the first signs."""

    def __init__(self, secrets: Mapping[str, SecretStr], seconds: float = SECONDS) -> None:
        self._secrets = secrets
        self._seconds = seconds

    def post(self, what: Posted, now: datetime) -> None:
        """Tell a program; Unreachable or Rejected where it was not taken."""
        variable = signing.variable(what.source)
        if variable not in self._secrets:
            name = f"{signing.PREFIX}{variable}"
            raise Rejected(core("sending.secret", source=what.source, variable=name))
        body = json.dumps(what.said, allow_nan=False).encode()
        secrets = self._secrets[variable].get_secret_value()
        headers = signing.signed(secrets, what.id, body, now) | {
            "Content-Type": "application/json",
            "User-Agent": f"Piazza/{version('piazza-bot')}",
        }
        asyncio.run(self._tell(what.address, body, headers))

    async def _tell(self, address: str, body: bytes, headers: Mapping[str, str]) -> None:
        # Loaded here: a process that posts nothing needs none of it.
        from aiohttp import (
            ClientConnectorCertificateError,
            ClientError,
            ClientSession,
            ClientTimeout,
            DummyCookieJar,
            InvalidURL,
        )

        host = host_of(address)
        try:
            async with (
                ClientSession(
                    cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=self._seconds)
                ) as session,
                session.post(address, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                # It has been judged by its first line: what it says is not read.
                _judge(host, answer.status, answer.headers.get("Retry-After", ""))
        except InvalidURL:
            raise Rejected(core("sending.address", address=address)) from None
        except ClientConnectorCertificateError:
            raise Unreachable(core("sending.unsafe", host=host)) from None
        except TimeoutError:
            seconds = f"{self._seconds:g}"
            raise Unreachable(core("sending.slow", host=host, seconds=seconds)) from None
        except (ClientError, OSError):
            raise Unreachable(core("sending.closed", host=host)) from None


def host_of(address: str) -> str:
    """The host of an address; Rejected where it is none of the web."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        parts, host = None, None
    if parts is None or parts.scheme not in ("http", "https") or not host:
        raise Rejected(core("sending.address", address=address))
    return host


def _judge(host: str, status: int, retry_after: str) -> None:
    """Go on where it was taken; raise what else an answer means."""
    if 200 <= status < 300:
        return
    if status in _LATER or status >= 500:
        busy = core("sending.busy", host=host, status=str(status))
        raise Unreachable(busy, after=wait(retry_after, datetime.now(UTC)))
    key = "sending.moved" if status < 400 else "sending.declined"
    raise Rejected(core(key, host=host, status=str(status)))


def wait(said: str, now: datetime) -> timedelta | None:
    """How long a program wants to be left alone, in seconds or until a date; a day at most."""
    if said.isascii() and said.isdigit():
        return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    left = until.replace(tzinfo=until.tzinfo or UTC) - now
    return min(max(left, timedelta(0)), LONGEST_WAIT)
