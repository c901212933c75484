"""Ask the leaders: questions that nobody can trace, voted for, and answered by a day."""

from skills.leaders import (
    answering,
    asking,
    memory,
    opening,
    reporting,
    sampling,
    showing,
    sorting,
    telling,
    voting,
)
from skills.leaders.settings import LeadersSettings, skill

__all__ = [
    "LeadersSettings",
    "answering",
    "asking",
    "memory",
    "opening",
    "reporting",
    "sampling",
    "showing",
    "skill",
    "sorting",
    "telling",
    "voting",
]
