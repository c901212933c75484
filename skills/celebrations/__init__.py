"""Celebrations: birthdays and years together, for those who want it and as they want it."""

from skills.celebrations import (
    celebrating,
    choosing,
    managing,
    memory,
    offering,
    sampling,
    writing,
)
from skills.celebrations.settings import CelebrationsSettings, skill

__all__ = [
    "CelebrationsSettings",
    "celebrating",
    "choosing",
    "managing",
    "memory",
    "offering",
    "sampling",
    "skill",
    "writing",
]
