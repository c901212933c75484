"""Belonging: the first ninety days of whoever has just come, with a buddy."""

from skills.belonging import (
    accompanying,
    answering,
    beginning,
    drawing,
    exporting,
    guiding,
    keeping,
    managing,
    memory,
    newsworthy,
    reporting,
    sampling,
    standing,
    volunteering,
    waiting,
    welcoming,
)
from skills.belonging.settings import BelongingSettings, skill

__all__ = [
    "BelongingSettings",
    "accompanying",
    "answering",
    "beginning",
    "drawing",
    "exporting",
    "guiding",
    "keeping",
    "managing",
    "memory",
    "newsworthy",
    "reporting",
    "sampling",
    "skill",
    "standing",
    "volunteering",
    "waiting",
    "welcoming",
]
