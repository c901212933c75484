"""CM: what the community manager reads and does."""

from __future__ import annotations

from skills.cm import belonging, exporting, home, powers, reading, subjects, themes, theming
from skills.cm.skill import skill

__all__ = [
    "belonging",
    "exporting",
    "home",
    "powers",
    "reading",
    "skill",
    "subjects",
    "themes",
    "theming",
]
