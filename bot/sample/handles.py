"""Handles: what somebody, or a team, is called after an @."""

from __future__ import annotations

import re
import unicodedata


def handle_of(name: str) -> str:
    """A name in plain small letters, its words joined by dots."""
    bare = unicodedata.normalize("NFKD", name.lower().replace("ı", "i"))
    ascii_ = bare.encode("ascii", "ignore").decode()
    return ".".join(re.findall(r"[a-z]+", ascii_))
