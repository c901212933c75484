"""Seals: values that leave with a button or a form and must come back unchanged."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

ANYONE = 0


class Forged(Exception):
    """A value that did not leave here, or left for somebody else."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a valid token says: which action, with what, for whom (`ANYONE` or a person's id)."""

    key: str
    arguments: tuple[Any, ...]
    addressee: int


class Seal:
    """Signs with one secret; a token holds in one workspace only."""

    def __init__(self, secret: bytes) -> None:
        self._hmac = hmac.new(secret, digestmod=hashlib.sha256)

    def close(self, workspace: str, sealed: Sealed) -> str:
        """Make the token of an action."""
        body = json.dumps(
            [sealed.key, sealed.addressee, *sealed.arguments],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return f"{self._mac(workspace, body)}{body}"

    def open(self, workspace: str, token: str) -> Sealed:
        """Read a token back; raise Forged unless it was made here for this workspace."""
        mac, body = token[:20], token[20:]
        if not hmac.compare_digest(_bytes(mac), _bytes(self._mac(workspace, body))):
            raise Forged("the signature does not fit")
        key, addressee, *arguments = json.loads(body)
        return Sealed(key, tuple(arguments), addressee)

    def blind(self, workspace: str, key: str) -> str:
        """Make a key that tells as well what is the same, and nobody of what it was made."""
        # No body of a token begins like this.
        return self._mac(workspace, f"key\0{key}")

    def _mac(self, workspace: str, body: str) -> str:
        mac = self._hmac.copy()
        mac.update(_bytes(f"{workspace}\0{body}"))
        return base64.urlsafe_b64encode(mac.digest()[:15]).decode()


def _bytes(text: str) -> bytes:
    # JSON may bring half a character; it is no reason to fail, only to be forged.
    return text.encode(errors="surrogatepass")
