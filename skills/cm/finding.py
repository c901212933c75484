"""Finding a theme by its number."""

from __future__ import annotations

from bot import Chat, Refused, Theme, t


def theme_of(chat: Chat, id_: int) -> Theme:
    """A theme by its number; Refused where it is there no more."""
    found = chat.themes.find(id_)
    if found is None:
        raise Refused(t("theme_gone"))
    return found
