"""Tokens: what comes with each request, and says that Microsoft sent it for this bot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import jwt

from handlers.teams.keys import Keys

ISSUER: Final = "https://api.botframework.com"
CHANNEL: Final = "msteams"
LEEWAY: Final = 300
# A header that says where the key is, or what else has to be understood, is none of Microsoft's.
FOREIGN: Final = frozenset({"jku", "jwk", "x5u", "x5c", "crit"})

_BEARER = re.compile(r"Bearer ([\w-]{1,4000}\.[\w-]{1,8000}\.[\w-]{1,1400})", re.ASCII)
_BROKEN = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


class Unauthorised(Exception):
    """A request that did not come from Microsoft, or not for this bot; it says why."""


class Tokens:
    """Reads tokens meant for one app."""

    def __init__(self, app_id: str, keys: Keys) -> None:
        self._app_id = app_id
        self._keys = keys

    async def read(self, header: str) -> Mapping[str, Any]:
        """What the token in an Authorization header claims; Unauthorised, or NoKeys."""
        match = _BEARER.fullmatch(header)
        if match is None:
            raise Unauthorised("there is no token")
        token = match[1]
        try:
            key = await self._keys.find(_kid(token))
            if key is None or (key.endorsements and CHANNEL not in key.endorsements):
                raise Unauthorised("the key is unknown")
            return self._claims(token, key.public)
        except _BROKEN as error:
            raise Unauthorised(type(error).__name__) from error

    def _claims(self, token: str, key: Any) -> Mapping[str, Any]:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=self._app_id,
            issuer=ISSUER,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud", "serviceurl"], "strict_aud": True},
        )
        return claims


def _kid(token: str) -> str:
    header = jwt.get_unverified_header(token)
    kid = header.get("kid")
    if header.get("alg") != "RS256" or FOREIGN & header.keys() or not isinstance(kid, str):
        raise Unauthorised("the header is none of Microsoft's")
    return kid
