"""Fields: what a source may tell of something that was said, by our own names."""

from __future__ import annotations

from typing import Final

TEXT: Final = "text"
FIELDS: Final = (
    *(TEXT, "title", "id", "who", "name", "email", "product", "rating", "best"),
    *("language", "intent", "tags", "link", "said", "public"),
)
