"""The skill that is always there: Piazza speaking of itself."""

from __future__ import annotations

from pathlib import Path

import bot
from bot.skill import Skill

skill = Skill("bot", home=Path(bot.__file__).parent)
