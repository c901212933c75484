"""Spelling: what people and programs vary when they write the same name."""

from __future__ import annotations

import unicodedata


def plain(name: str) -> str:
    """Letters and digits alone: without case, accents, blanks, hyphens and the like."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", name.casefold())))
