"""Keys: secrets of Piazza's own that never lie beside the data they protect."""

from __future__ import annotations

import secrets
from pathlib import Path

from bot.errors import SetupError
from bot.store.files import write_new

LENGTH = 32


def make_key(folder: Path, name: str) -> None:
    """Make a key that only its owner may read, unless it is there; SetupError if that can't be."""
    path = _path(folder, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            # Another process may have written one meanwhile: that one stays.
            write_new(path, secrets.token_bytes(LENGTH), 0o600)
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
