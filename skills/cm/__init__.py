"""CM: what the community manager reads and does."""

from __future__ import annotations

from skills.cm import (
    belonging,
    digest,
    exporting,
    home,
    kept_word,
    month,
    month_page,
    monthly,
    newsworthy,
    powers,
    promising,
    reading,
    saying,
    subjects,
    taking_out,
    theme_card,
    themes,
    theming,
)
from skills.cm.skill import skill

__all__ = [
    "belonging",
    "digest",
    "exporting",
    "home",
    "kept_word",
    "month",
    "month_page",
    "monthly",
    "newsworthy",
    "powers",
    "promising",
    "reading",
    "saying",
    "skill",
    "subjects",
    "taking_out",
    "theme_card",
    "themes",
    "theming",
]
