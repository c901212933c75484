"""CM: what the community manager reads and does."""

from __future__ import annotations

from skills.cm import belonging, powers, reading, themes, theming
from skills.cm.skill import skill

__all__ = ["belonging", "powers", "reading", "skill", "themes", "theming"]
