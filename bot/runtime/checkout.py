"""The folder somebody works in, when it holds Piazza's own sources."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from bot.errors import SetupError

PROJECT = Path("pyproject.toml")


def in_checkout() -> bool:
    """Whether this folder holds Piazza's own sources."""
    return bool(_project())


def written(group: str) -> frozenset[str]:
    """The entry points that a checkout's pyproject.toml names, installed or not."""
    return frozenset(_project().get("entry-points", {}).get(group, {}))


def _project() -> dict[str, Any]:
    """What the project says of itself; nothing where it is not Piazza."""
    if not PROJECT.is_file() or not Path("skills").is_dir():
        return {}
    try:
        read = tomllib.loads(PROJECT.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"{PROJECT}: can't be read: {error}") from None
    project: dict[str, Any] = read.get("project", {})
    return project if project.get("name") == "piazza-bot" else {}
