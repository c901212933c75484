"""A topic: what a skill is asked about a theme, to say who speaks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select

from bot.insight.themes.theme import Theme


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme in a time: `things` selects what of the skill's belongs to it and was said then."""

    theme: Theme
    things: Select[int] = field(hash=False)
    since: datetime
    until: datetime
