"""Signing: which program has sent something, by Standard Webhooks and a secret for each."""

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
LEAST, MOST = 24, 64
TOLERANCE: Final = timedelta(minutes=5)
_NAME: Final = re.compile(r"[A-Z0-9_]{1,32}")
_ID: Final = re.compile(r"[!-~]{1,256}")
_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def named(environ: Mapping[str, str], dotenv: Path | None) -> dict[str, str]:
    """The secret of each program, by what comes after the prefix; the environment goes first."""
    filed = dotenv_values(dotenv, encoding="utf-8") if dotenv else {}
    found = {name: (value or "").strip() for name, value in {**filed, **environ}.items()}
    return {
        name.removeprefix(PREFIX): value
        for name, value in found.items()
        if name.startswith(PREFIX) and value
    }


def faults(hooks: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with these, a line each, and nothing of a secret."""
    for name, secret in hooks.items():
        if not _NAME.fullmatch(name):
            yield f"{PREFIX}{name}: name the program in capitals, digits and _, at most 32 of them"
        elif not LEAST <= len(_key(secret) or b"") <= MOST:
            yield (
                f"{PREFIX}{name}: expected {MARK} and {LEAST} to {MOST} bytes in base64;"
                ' make one with: echo "whsec_$(openssl rand -base64 32)"'
            )


def variable(source: str) -> str:
    """What a program that calls itself so has its secret under."""
    return source.upper().replace("-", "_")


def genuine(
    secret: str, id_: str, timestamp: str, signatures: str, body: bytes, now: datetime
) -> bool:
    """Whether one of some signatures is that of who knows the secret, made just now."""
    key = _key(secret)
    if key is None or not (_ID.fullmatch(id_) and _SECONDS.fullmatch(timestamp)):
        return False
    apart = abs(now.timestamp() - int(timestamp))
    wanted = hmac.digest(key, f"{id_}.{timestamp}.".encode() + body, "sha256")
    found = [hmac.compare_digest(wanted, one) for one in _signatures(signatures)]
    return any(found) and apart <= TOLERANCE.total_seconds()


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
