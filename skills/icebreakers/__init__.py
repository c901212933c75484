"""Icebreakers: a light question a week, which anybody can add to."""

from skills.icebreakers import adding, asking, memory, sampling, waiting
from skills.icebreakers.settings import IcebreakersSettings, skill

__all__ = ["IcebreakersSettings", "adding", "asking", "memory", "sampling", "skill", "waiting"]
