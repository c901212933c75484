"""CM: what the community manager reads and does."""

from __future__ import annotations

from skills.cm import (
    belonging,
    exporting,
    home,
    powers,
    promising,
    reading,
    subjects,
    taking_out,
    theme_card,
    themes,
    theming,
)
from skills.cm.skill import skill

__all__ = [
    "belonging",
    "exporting",
    "home",
    "powers",
    "promising",
    "reading",
    "skill",
    "subjects",
    "taking_out",
    "theme_card",
    "themes",
    "theming",
]
