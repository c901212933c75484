"""Keys: secrets of Piazza's own that never lie beside the data they protect."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from bot.errors import SetupError

LENGTH = 32


def make_key(folder: Path, name: str) -> None:
    """Make a key that only its owner may read, unless it is there; SetupError if that can't be."""
    path = _path(folder, name)
    try:
        if not path.exists():
            _make(path)
    except OSError as error:
        raise SetupError(
            f"PIAZZA_KEYS: {path}: {error.strerror}; name a folder that Piazza may write"
        ) from error


def find_key(folder: Path, name: str) -> bytes:
    """Read a key; SetupError when it is gone or is none."""
    path = _path(folder, name)
    try:
        found = path.read_bytes()
    except OSError as error:
        raise SetupError(
            f"PIAZZA_KEYS: {path}: {error.strerror}; put it back from your copy of the keys"
        ) from error
    if len(found) != LENGTH:
        raise SetupError(f"PIAZZA_KEYS: {path} is no key; put it back from your copy of the keys")
    return found


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.key"


def _make(path: Path) -> None:
    """Write a new key whole, or leave the one that another process has written meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(handle)
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
