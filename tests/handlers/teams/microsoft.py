"""Microsoft on 127.0.0.1: its OpenID metadata, and tokens as it signs them."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from tests.teams_world.people import App

APP = App()
ISSUER = "https://api.botframework.com"
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
KID = "key-of-microsoft"


@cache
def key(name: str = KID) -> RSAPrivateKey:
    """A key pair that is made once for all tests."""
    return generate_private_key(65537, 2048)


def public_pem() -> bytes:
    """The public key, as whoever forges a token may have it."""
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key().public_key().public_bytes(encoding, form)


def claims(**other: Any) -> dict[str, Any]:
    """What a good token says; a claim that is given as None is left out."""
    now = int(time.time())
    said = {
        "iss": ISSUER,
        "aud": APP.id,
        "nbf": now - 60,
        "exp": now + 3600,
        "serviceurl": SERVICE_URL,
        **other,
    }
    return {name: value for name, value in said.items() if value is not None}


def token(
    said: dict[str, Any] | None = None, *, by: str = KID, kid: str | None = KID, **header: Any
) -> str:
    """A token, signed with one of the keys, under the id of another if need be."""
    head = {"kid": kid, "x5t": kid, **header}
    return jwt.encode(
        said if said is not None else claims(),
        key(by),
        algorithm="RS256",
        headers={name: value for name, value in head.items() if value is not None},
    )


def part(value: object) -> str:
    """A segment of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Microsoft:
    """Serves its keys; `fetches` counts how often, `endorsed` says for which channels they are."""

    def __init__(self) -> None:
        self.fetches = 0
        self.broken = False
        self.endorsed = ["msteams", "webchat"]
        self.kids = [KID]
        self.url = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Microsoft]:
        app = web.Application()
        app.add_routes([web.get("/openid", self._metadata), web.get("/keys", self._keys)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/openid"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _metadata(self, _request: web.Request) -> web.Response:
        self.fetches += 1
        if self.broken:
            return web.Response(status=503, text="<html>")
        return web.json_response({"issuer": ISSUER, "jwks_uri": self.url.replace("openid", "keys")})

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [self._jwk(kid) for kid in self.kids]})

    def _jwk(self, kid: str) -> dict[str, Any]:
        public = RSAAlgorithm.to_jwk(key(kid).public_key(), as_dict=True)
        return {**public, "kid": kid, "use": "sig", "endorsements": self.endorsed}
