"""CM: what the community manager reads and does."""

from __future__ import annotations

from skills.cm import belonging, exporting, powers, reading, themes, theming
from skills.cm.skill import skill

__all__ = ["belonging", "exporting", "powers", "reading", "skill", "themes", "theming"]
