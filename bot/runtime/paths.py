"""Where the files that travel with the program lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.errors import SetupError

_PACKAGE = Path(__file__).resolve().parents[1]


def config_dir() -> Path:
    """The folder of defaults and data: inside the package when installed, beside it in a checkout.

    Raises SetupError when neither is there, which is a broken installation.
    """
    for folder in (_PACKAGE / "config", _PACKAGE.parent / "config"):
        if folder.is_dir():
            return folder
    raise SetupError(f"the data folder 'config' is not in {_PACKAGE}; install piazza-bot again")


def data(name: str) -> Any:
    """What `config/<name>.yaml` holds: lists and mappings of words and numbers."""
    return yaml.safe_load((config_dir() / f"{name}.yaml").read_text(encoding="utf-8"))
