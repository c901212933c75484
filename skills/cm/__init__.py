"""CM: what the community manager reads and does."""

from __future__ import annotations

from skills.cm import (
    belonging,
    powers,
    promising,
    reading,
    taking_out,
    theme_card,
    themes,
    theming,
)
from skills.cm.skill import skill

__all__ = [
    "belonging",
    "powers",
    "promising",
    "reading",
    "skill",
    "taking_out",
    "theme_card",
    "themes",
    "theming",
]
