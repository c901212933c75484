"""Signing: which program has sent something, by Standard Webhooks and secrets for each."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from dotenv import dotenv_values

PREFIX: Final = "PIAZZA_HOOK_"
MARK: Final = "whsec_"
HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")
LEAST, MOST = 24, 64
# While a secret is renewed the old one counts, too.
AT_ONCE: Final = 2
TOLERANCE: Final = timedelta(minutes=5)
_NAME: Final = re.compile(r"[A-Z0-9_]{1,32}")
_ID: Final = re.compile(r"[!-~]{1,256}")
_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def named(environ: Mapping[str, str], dotenv: Path | None) -> dict[str, str]:
    """The secrets of each program, by what comes after the prefix; the environment goes first."""
    filed = dotenv_values(dotenv, encoding="utf-8") if dotenv else {}
    found = {name: (value or "").strip() for name, value in {**filed, **environ}.items()}
    return {
        name.removeprefix(PREFIX): value
        for name, value in found.items()
        if name.startswith(PREFIX) and value
    }


def faults(hooks: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with these, a line each, and nothing of a secret."""
    for name, said in hooks.items():
        if not _NAME.fullmatch(name):
            yield f"{PREFIX}{name}: name the program in capitals, digits and _, at most 32 of them"
        elif len(said.split()) > AT_ONCE:
            yield f"{PREFIX}{name}: at most two secrets, the new one, a blank and the old one"
        elif not all(LEAST <= len(_key(one) or b"") <= MOST for one in said.split()):
            yield (
                f"{PREFIX}{name}: expected {MARK} and {LEAST} to {MOST} bytes in base64;"
                ' make one with: echo "whsec_$(openssl rand -base64 32)"'
            )


def variable(source: str) -> str:
    """What a program that calls itself so has its secrets under."""
    return source.upper().replace("-", "_")


def is_id(said: str) -> bool:
    """Whether what is sent can be called so, to be known again."""
    return bool(_ID.fullmatch(said))


def genuine(
    secrets: str, id_: str, timestamp: str, signatures: str, body: bytes, now: datetime
) -> bool:
    """Whether one of some signatures is that of who knows one of the secrets, made just now."""
    if not (is_id(id_) and _SECONDS.fullmatch(timestamp)):
        return False
    apart = abs(now.timestamp() - int(timestamp))
    said = list(_signatures(signatures))
    wanted = [_digest(secret, id_, timestamp, body) for secret in secrets.split()]
    found = [hmac.compare_digest(one, other) for one in wanted for other in said]
    return any(found) and apart <= TOLERANCE.total_seconds()


def signed(secrets: str, id_: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which a program knows what is ours, made with the first of the secrets."""
    timestamp = str(int(now.timestamp()))
    signature = base64.b64encode(_digest(secrets.split()[0], id_, timestamp, body)).decode()
    return dict(zip(HEADERS, (id_, timestamp, f"v1,{signature}"), strict=True))


def _digest(secret: str, id_: str, timestamp: str, body: bytes) -> bytes:
    key = _key(secret)
    assert key is not None, "secrets are checked at the start"
    return hmac.digest(key, f"{id_}.{timestamp}.".encode() + body, "sha256")


def _signatures(said: str) -> Iterator[bytes]:
    for one in said.split(" "):
        version, _, signature = one.partition(",")
        if version == "v1" and (found := _decoded(signature)) is not None:
            yield found


def _key(secret: str) -> bytes | None:
    return _decoded(secret.removeprefix(MARK)) if secret.startswith(MARK) else None


def _decoded(said: str) -> bytes | None:
    try:
        return base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        return None
