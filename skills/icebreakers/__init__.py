"""Icebreakers: a light question a week, which anybody can add to."""

from skills.icebreakers import adding, asking, exporting, memory, sampling, waiting
from skills.icebreakers.settings import IcebreakersSettings, skill

__all__ = [
    "IcebreakersSettings",
    "adding",
    "asking",
    "exporting",
    "memory",
    "sampling",
    "skill",
    "waiting",
]
