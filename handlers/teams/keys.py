"""Microsoft's keys: fetched once a day, and hardly ever for a key that nobody knows."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import structlog
from jwt import PyJWK, PyJWTError

log = structlog.get_logger("piazza.teams")

DAY: Final = 24 * 3600.0
HOUR: Final = 3600.0
SOON: Final = 10.0


class NoKeys(Exception):
    """There are no keys, and none are to be had just now."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, and the channels for which it may speak; none named means all."""

    public: Any
    endorsements: frozenset[str]


class Keys:
    """The keys that OpenID metadata lead to; `clock` counts seconds."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._url = url
        self._clock = clock
        self._keys: Mapping[str, Key] = {}
        self._fetched: float | None = None
        self._tried: float | None = None
        self._one = asyncio.Lock()

    async def find(self, kid: str) -> Key | None:
        """The key of this id; None when there is none, NoKeys when that cannot be told."""
        if self._is_due(kid):
            async with self._one:
                if self._is_due(kid):
                    await self._fetch()
        if not self._keys:
            raise NoKeys
        return self._keys.get(kid)

    def _is_due(self, kid: str) -> bool:
        now = self._clock()
        if self._fetched is None or self._tried is None:
            return self._tried is None or now - self._tried > SOON
        # Whoever invents ids has nothing fetched: a new key of Microsoft's can wait for an hour.
        wait = DAY if kid in self._keys else HOUR
        return now - self._fetched > wait and now - self._tried > HOUR

    async def _fetch(self) -> None:
        self._tried = self._clock()
        try:
            metadata = await self._json(self._url)
            found = _read(await self._json(str(metadata["jwks_uri"])))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            log.warning("no_keys", reason=type(error).__name__)
            return
        if found:
            self._keys, self._fetched = found, self._tried

    async def _json(self, url: str) -> Any:
        async with self._session.get(url, allow_redirects=False) as answer:
            answer.raise_for_status()
            return json.loads(await answer.read())


def _read(told: Any) -> Mapping[str, Key]:
    """The RSA keys of a key set by their ids; what is no such key is passed over."""
    found = {}
    for one in told["keys"]:
        if one.get("kty") != "RSA" or not one.get("kid") or one.get("use", "sig") != "sig":
            continue
        public = {name: one[name] for name in ("kty", "n", "e")}
        try:
            key = PyJWK(public, algorithm="RS256").key
        except PyJWTError as error:
            log.warning("no_key", reason=type(error).__name__)
            continue
        found[str(one["kid"])] = Key(key, frozenset(one.get("endorsements") or ()))
    return found
